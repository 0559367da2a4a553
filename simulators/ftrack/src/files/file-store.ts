import { createHash, randomUUID } from 'node:crypto';
import { validationError } from '../store/index.ts';

/** Where a client puts a file: at once, or in numbered parts that are joined by `complete`. */
export type UploadTarget =
  | {
      readonly component_id: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly component_id: string;
      readonly upload_id: string;
      readonly urls: readonly { readonly part_number: number; readonly signed_url: string }[];
    };

interface Upload {
  readonly componentId: string;
  readonly type: string;
  /** Base64 md5 the file must have; null when the client did not tell. */
  readonly checksum: string | null;
  readonly parts: Map<number, Buffer>;
  readonly isMultipart: boolean;
}

export interface StoredFile {
  readonly content: Buffer;
  readonly type: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  txt: 'text/plain',
};

/** The files of components in the location `ftrack.server`, in memory. */
export class FileStore {
  readonly #url: string;
  readonly #files = new Map<string, StoredFile>();
  readonly #uploads = new Map<string, Upload>();

  /** @param url address of the server that passes `PUT /upload/…` on to `receive` */
  constructor(url: string) {
    this.#url = url;
  }

  get(componentId: string): StoredFile | undefined {
    return this.#files.get(componentId);
  }

  put(componentId: string, file: StoredFile): void {
    this.#files.set(componentId, file);
  }

  remove(componentId: string): boolean {
    return this.#files.delete(componentId);
  }

  /** Opens an upload. The component need not exist: clients upload before they create it. */
  prepare(request: {
    readonly componentId: string;
    readonly fileName: string;
    readonly checksum: string | null;
    readonly parts: number | null;
  }): UploadTarget {
    const { componentId, fileName, checksum, parts } = request;
    const uploadId = randomUUID();
    const extension = fileName.split('.').at(-1)?.toLowerCase() ?? '';
    const type = CONTENT_TYPES[extension] ?? 'application/octet-stream';
    const isMultipart = parts !== null && parts > 1;
    this.#uploads.set(uploadId, { componentId, type, checksum, parts: new Map(), isMultipart });
    const url = `${this.#url}/upload/${uploadId}`;
    if (!isMultipart) return { component_id: componentId, url, headers: { 'content-type': type } };
    const urls = Array.from({ length: parts }, (_, index) => ({
      part_number: index + 1,
      signed_url: `${url}?part=${index + 1}`,
    }));
    return { component_id: componentId, upload_id: uploadId, urls };
  }

  /** Takes what a client puts to the URL of an upload. Null: there is no such upload, or the content is not what was told. */
  receive(uploadId: string, part: number, content: Buffer): { readonly eTag: string } | null {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) return null;
    const digest = createHash('md5').update(content).digest();
    if (!upload.isMultipart) {
      if (upload.checksum !== null && upload.checksum !== digest.toString('base64')) return null;
      this.#files.set(upload.componentId, { content, type: upload.type });
    } else {
      upload.parts.set(part, content);
    }
    return { eTag: `"${digest.toString('hex')}"` };
  }

  /** Joins the parts of an upload. Throws a ValidationError when one is missing. */
  complete(uploadId: string, partNumbers: readonly number[]): void {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) throw validationError(`There is no upload ${uploadId}.`);
    const contents = partNumbers
      .toSorted((a, b) => a - b)
      .map((number) => {
        const content = upload.parts.get(number);
        if (content === undefined)
          throw validationError(`Part ${number} of upload ${uploadId} was not sent.`);
        return content;
      });
    this.#files.set(upload.componentId, { content: Buffer.concat(contents), type: upload.type });
    this.#uploads.delete(uploadId);
  }
}
