import { type FileStore, placeholderPicture, type StoredFile } from '../files/index.ts';
import { type Entity, type EntityWriter, textOf, validationError } from '../store/index.ts';
import { encodingsOf, type Encoding } from './encoding.ts';
import { type Actions, type Batch, optionalTextIn, textIn } from './operation.ts';
import { isRecord } from './wire.ts';

export interface FileActionsOptions {
  readonly files: FileStore;
  /** Address clients reach the server by. */
  readonly url: string;
  readonly newId: () => string;
  /** Told of each version whose media became ready. */
  readonly onEncoded: (version: Entity) => void;
}

const SERVER_LOCATION_ID = '3a372bde-05bc-11e4-8908-20c9d081909b';
const REVIEW_LOCATION_ID = 'cd41be70-8809-11e3-b98a-20c9d081909b';

const NO_COLLECTIONS: ReadonlyMap<string, readonly string[]> = new Map();

/** Uploads, signed links, and media made ready for review. */
export function fileActions(options: FileActionsOptions): Actions {
  const { files, url } = options;
  return {
    get_upload_metadata: (operation) => {
      const { checksum, parts } = operation;
      return files.prepare({
        componentId: textIn(operation, 'component_id'),
        fileName: textIn(operation, 'file_name'),
        checksum: typeof checksum === 'string' ? checksum : null,
        parts: typeof parts === 'number' ? parts : null,
      });
    },
    complete_multipart_upload: (operation) => {
      const component_id = textIn(operation, 'component_id');
      const parts: unknown[] = Array.isArray(operation['parts']) ? operation['parts'] : [];
      const numbers = parts.map((part) => Number(isRecord(part) ? part['part_number'] : Number.NaN));
      files.complete(textIn(operation, 'upload_id'), numbers);
      const address = `${url}/component/get?id=${component_id}`;
      return { action: 'complete_multipart_upload', component_id, url: address };
    },
    generate_signed_url: (operation) => {
      const id = textIn(operation, 'component_id');
      if (files.get(id) === undefined) throw validationError(`Component ${id} has no file on this server.`);
      return { signed_url: `${url}/component/get?id=${id}` };
    },
    encode_media: (operation, batch) => {
      const componentId = textIn(operation, 'component_id');
      const component = batch.reader.store.get('FileComponent', componentId);
      if (component === undefined)
        throw validationError(`There is no FileComponent with the id ${componentId}.`);
      const versionId = optionalTextIn(operation, 'version_id');
      const version = versionId === null ? null : batch.reader.store.get('AssetVersion', versionId);
      if (version === undefined) throw validationError(`There is no AssetVersion with the id ${versionId}.`);
      const keepOriginal = operation['keep_original'] !== false;
      return { job_id: startEncoding({ component, version, keepOriginal }, batch, options) };
    },
  };
}

interface Media {
  readonly component: Entity;
  /** The version it is for; null for media without one. */
  readonly version: Entity | null;
  /** Whether the component stays besides what is made of it. */
  readonly keepOriginal: boolean;
}

interface Output {
  readonly id: string;
  readonly encoding: Encoding;
}

/** Creates the job at once and lets it end after the answer, with the components a review needs. Answers the job's id. */
function startEncoding(media: Media, batch: Batch, options: FileActionsOptions): string {
  const { component, keepOriginal } = media;
  const [sourceId = ''] = component.key;
  const file = options.files.get(sourceId);
  const encodings = file === undefined ? [] : encodingsOf(file.type, textOf(component, 'file_type'));
  const outputs = encodings.map((encoding) => ({ encoding, id: options.newId() }));
  const data = {
    description: 'Encoding media',
    source_component_id: sourceId,
    keep_original: keepOriginal,
    output: outputs.map(({ encoding, id }) => ({ format: encoding.format, component_id: id })),
  };
  const job = batch.writer.create('Job', {
    values: { status: 'running', data: JSON.stringify(data) },
    collections: NO_COLLECTIONS,
  });
  batch.later((writer) => {
    const status = outputs.length > 0 ? 'done' : 'failed';
    writer.update('Job', job.key, { values: { status }, collections: NO_COLLECTIONS });
    if (file === undefined || outputs.length === 0) return;
    for (const output of outputs) {
      addReviewComponent(output, { job, version: media.version }, writer);
      storeContent(output, file, options.files);
    }
    finishVersion(media.version, outputs, writer);
    if (!keepOriginal) writer.remove('FileComponent', component.key);
    if (media.version !== null) options.onEncoded(media.version);
  });
  return job.key[0] ?? '';
}

function addReviewComponent(
  { id, encoding }: Output,
  { job, version }: { readonly job: Entity; readonly version: Entity | null },
  writer: EntityWriter,
): void {
  const { name, fileType, metadata } = encoding;
  const create = (type: string, values: Record<string, unknown>): Entity =>
    writer.create(type, { values, collections: NO_COLLECTIONS });
  create('FileComponent', { id, name, file_type: fileType, version_id: version?.key[0] ?? null });
  create('JobComponent', { component_id: id, job_id: job.key[0] });
  for (const location_id of [SERVER_LOCATION_ID, REVIEW_LOCATION_ID]) {
    create('ComponentLocation', { component_id: id, location_id, resource_identifier: id });
  }
  const value = JSON.stringify(metadata);
  create('Metadata', { parent_id: id, parent_type: 'FileComponent', key: 'ftr_meta', value });
}

/** What is made of a file has its content, but for the picture of a film: that is grey. */
function storeContent({ id, encoding }: Output, file: StoredFile, files: FileStore): void {
  if (encoding.metadata['format'] !== 'image' || file.type.startsWith('image/')) files.put(id, file);
  else void placeholderPicture().then((picture) => files.put(id, picture));
}

/** A version without a thumbnail shows the picture that was made. */
function finishVersion(version: Entity | null, outputs: readonly Output[], writer: EntityWriter): void {
  const picture = outputs.find(({ encoding }) => encoding.metadata['format'] === 'image');
  if (version === null || picture === undefined || textOf(version, 'thumbnail_id') !== null) return;
  const values = { thumbnail_id: picture.id };
  writer.update('AssetVersion', version.key, { values, collections: NO_COLLECTIONS });
}
