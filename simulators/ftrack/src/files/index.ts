export { FileStore, type StoredFile } from './file-store.ts';
export { type FilesRouteParts, handleFiles, isFilesPath } from './files-route.ts';
export { placeholderPicture } from './thumbnail.ts';
