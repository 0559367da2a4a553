export { FileStore } from './file-store.ts';
export { type FilesRouteParts, handleFiles, isFilesPath } from './files-route.ts';
