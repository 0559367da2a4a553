import type { StoredFile } from './file-store.ts';

/** Longest side of a thumbnail when the client names none, and the largest one it can ask for. */
const DEFAULT_SIZE = 300;
const LARGEST_SIZE = 4096;

/** The longest side a client asks for, from the text of the parameter `size`. */
export function thumbnailSize(text: string | null): number {
  const size = Math.round(Number(text ?? Number.NaN));
  return Number.isFinite(size) && size >= 1 ? Math.min(size, LARGEST_SIZE) : DEFAULT_SIZE;
}

/**
 * The picture, made so small that it fits a square of `size` pixels; never made larger, in the format it has. Null when the
 * file is no picture.
 */
export async function scalePicture(file: StoredFile, size: number): Promise<StoredFile | null> {
  const { default: sharp } = await import('sharp');
  try {
    const { data, info } = await sharp(file.content)
      .rotate()
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .toBuffer({ resolveWithObject: true });
    return { content: data, type: `image/${info.format}` };
  } catch {
    return null;
  }
}

let placeholder: Promise<StoredFile> | undefined;

/** What ftrack shows for entities without a thumbnail: a grey picture, 300 pixels wide. */
export function placeholderPicture(): Promise<StoredFile> {
  placeholder ??= drawPlaceholder();
  return placeholder;
}

async function drawPlaceholder(): Promise<StoredFile> {
  const { default: sharp } = await import('sharp');
  const picture = sharp({ create: { width: 300, height: 200, channels: 3, background: '#d8d8d8' } });
  return { content: await picture.png().toBuffer(), type: 'image/png' };
}
