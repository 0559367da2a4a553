import type { FileStore } from '../files/index.ts';
import { type Entity, type EntityWriter, textOf, validationError } from '../store/index.ts';
import { encodingOf, type Encoding } from './encoding.ts';
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
      return {
        job_id: startEncoding({ component, version, keep: operation['keep_original'] }, batch, options),
      };
    },
  };
}

interface Media {
  readonly component: Entity;
  /** The version it is for; null for media without one. */
  readonly version: Entity | null;
  /** Whether the component stays with its version besides what is made of it. */
  readonly keep: unknown;
}

/** Creates the job at once and lets it end after the answer, with the components a review needs. Answers the job's id. */
function startEncoding(media: Media, batch: Batch, { files, newId, onEncoded }: FileActionsOptions): string {
  const { component, version } = media;
  const file = files.get(component.key[0] ?? '');
  const encodings = file === undefined ? [] : encodingOf(file.type, textOf(component, 'file_type'));
  const outputs = encodings.map((encoding) => ({ encoding, id: newId() }));
  const data = {
    source_component_id: component.key[0],
    keep_original: media.keep === true,
    output: outputs.map(({ encoding, id }) => ({ format: encoding.format, component_id: id })),
  };
  const job = batch.writer.create('Job', {
    values: { status: 'running', data: JSON.stringify({ description: 'Encoding media', ...data }) },
    collections: new Map(),
  });
  batch.later((writer) => {
    for (const { encoding, id } of outputs) {
      addReviewComponent({ id, encoding, version }, writer);
      if (file !== undefined) files.put(id, file);
    }
    const [first] = outputs;
    if (version !== null && first !== undefined) {
      if (textOf(version, 'thumbnail_id') === null) {
        writer.update('AssetVersion', version.key, {
          values: { thumbnail_id: component.key[0] },
          collections: new Map(),
        });
      }
      onEncoded(version);
    }
    const status = first === undefined ? 'failed' : 'done';
    writer.update('Job', job.key, { values: { status }, collections: new Map() });
  });
  return job.key[0] ?? '';
}

function addReviewComponent(
  { id, encoding, version }: { id: string; encoding: Encoding; version: Entity | null },
  writer: EntityWriter,
): void {
  const { name, fileType, metadata } = encoding;
  const create = (type: string, values: Record<string, unknown>): Entity =>
    writer.create(type, { values, collections: new Map() });
  create('FileComponent', { id, name, file_type: fileType, version_id: version?.key[0] ?? null });
  for (const location_id of [SERVER_LOCATION_ID, REVIEW_LOCATION_ID]) {
    create('ComponentLocation', { component_id: id, location_id, resource_identifier: id });
  }
  create('Metadata', {
    parent_id: id,
    parent_type: 'FileComponent',
    key: 'ftr_meta',
    value: JSON.stringify(metadata),
  });
}
