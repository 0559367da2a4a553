import { ICON_COLOURS, type Icon } from './icon-set.ts';

const CELL = { width: 160, height: 96, columns: 6 };
const MARGIN = 20;
const HEADING = 36;
const PAPER = { light: '#ffffff', dark: '#22262d' };

/** Draws all icons on light and on dark ground, with their names, in groups by what the actions do. */
export function drawIconSheet(icons: readonly Icon[]): string {
  const width = CELL.columns * CELL.width + 2 * MARGIN;
  let top = MARGIN;
  const parts: string[] = [];
  for (const [colour, kind] of Object.entries(ICON_COLOURS)) {
    const group = icons.filter((icon) => icon.colour === colour);
    if (group.length === 0) continue;
    parts.push(
      `<text x="${MARGIN + 6}" y="${top + 20}" font-size="15" font-weight="600" fill="${colour}">${kind}</text>`,
    );
    top += HEADING;
    for (const [index, icon] of group.entries()) {
      const left = MARGIN + (index % CELL.columns) * CELL.width;
      parts.push(drawCell(icon, left, top + Math.floor(index / CELL.columns) * CELL.height));
    }
    top += Math.ceil(group.length / CELL.columns) * CELL.height;
  }
  const height = top + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'DejaVu Sans', sans-serif">`,
    `<rect width="${width}" height="${height}" rx="12" fill="#f3f4f6"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function drawCell(icon: Icon, ...[left, top]: [number, number]): string {
  const middle = left + CELL.width / 2;
  return [
    `<path d="M${middle} ${top}H${left + 14}a8 8 0 0 0-8 8v44a8 8 0 0 0 8 8H${middle}z" fill="${PAPER.light}"/>`,
    `<path d="M${middle} ${top}H${left + 146}a8 8 0 0 1 8 8v44a8 8 0 0 1-8 8H${middle}z" fill="${PAPER.dark}"/>`,
    place(icon, left + 26, top + 14),
    place(icon, left + 102, top + 14),
    `<text x="${middle}" y="${top + 76}" font-size="11" text-anchor="middle" fill="#374151">${icon.name}</text>`,
  ].join('\n');
}

function place({ text }: Icon, ...[x, y]: [number, number]): string {
  return text
    .trim()
    .replace(' xmlns="http://www.w3.org/2000/svg"', ` x="${x}" y="${y}"`)
    .replaceAll('\n', '')
    .replaceAll(/>\s+</g, '><');
}
