/** A component that ftrack makes of uploaded media for its review player. */
export interface Encoding {
  readonly name: string;
  readonly fileType: string;
  readonly format: string;
  /** Value of the component's metadata `ftr_meta`. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

const IMAGE: Encoding = {
  name: 'ftrackreview-image',
  fileType: '.jpg',
  format: 'image/jpeg',
  metadata: { format: 'image' },
};

/** A picture of a film. */
const THUMBNAIL: Encoding = { ...IMAGE, name: 'thumbnail' };

const VIDEO: Encoding = {
  name: 'ftrackreview-mp4',
  fileType: '.mp4',
  format: 'video/mp4',
  metadata: { frameIn: 0, frameOut: 100, frameRate: 25, height: 720, width: 1280 },
};

const VIDEO_TYPES: ReadonlySet<string> = new Set(['.mp4', '.mov', '.avi', '.mkv', '.webm', '.m4v', '.mxf']);

/** What becomes of a file of this kind; nothing of what no player can show. Contents are not converted. */
export function encodingsOf(contentType: string, fileType: string | null): readonly Encoding[] {
  if (contentType.startsWith('image/')) return [IMAGE];
  if (contentType.startsWith('video/') || VIDEO_TYPES.has(fileType?.toLowerCase() ?? ''))
    return [VIDEO, THUMBNAIL];
  return [];
}
