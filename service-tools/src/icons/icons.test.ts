import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ICON_COLOURS, type Icon, readIcons } from './icon-set.ts';
import { drawIconSheet } from './icon-sheet.ts';

/** Files of the addon 1.6: links to them stand in studios' own actions and bookmarks. */
const FILES_OF_1_6 = [
  'AYONAdmin',
  'ActionAskWhereIRun',
  'AssetsRemover',
  'BatchTasks',
  'ComponentOpen',
  'CreateFolders',
  'CreateProjectFolders',
  'DeleteAsset',
  'Delivery',
  'MultipleNotes',
  'PrepareProject',
  'SeedProject',
  'SortReview',
  'TestAction',
  'Thumbnail',
];

const HEAD =
  '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">';
const TILE = /^ {2}<rect x="1" y="1" width="30" height="30" rx="7" fill="#\w{6}" stroke="none"\/>$/;
/** A shape with nothing but its form, and perhaps the lighter filling. No script, style, link or other name can stand in it. */
const SHAPE =
  /^ {2}<(?:path d="[MmLlHhVvAaCcSsZz\d .-]+"|circle cx="[\d.]+" cy="[\d.]+" r="[\d.]+")(?: fill="#fff" fill-opacity="\.22")?\/>$/;
/** What a shape on such a small tile may cost. */
const MAX_BYTES = 1_100;

const icons = await readIcons();

test('every file of 1.6 is there', () => {
  expect(icons.map(({ name }) => name)).toEqual(expect.arrayContaining(FILES_OF_1_6));
});

test.each(icons)('$name is one small drawing on the grid all share', (icon) => {
  const { head, title, tile, shapes, end } = linesOf(icon);
  expect(head).toBe(HEAD);
  expect(title).toMatch(/^ {2}<title>[A-Z][\w ]+<\/title>$/);
  expect(tile).toMatch(TILE);
  expect(Object.keys(ICON_COLOURS)).toContain(icon.colour);
  expect(shapes.length).toBeGreaterThan(0);
  for (const shape of shapes) expect(shape).toMatch(SHAPE);
  expect(end).toBe('</svg>');
  expect(Buffer.byteLength(icon.text)).toBeLessThan(MAX_BYTES);
});

test('no two icons are the same', () => {
  const drawings = icons.map((icon) => [icon.colour, ...linesOf(icon).shapes].join('\n'));
  expect(new Set(drawings).size).toBe(icons.length);
});

test.each(Object.entries(ICON_COLOURS))('the strokes stand out from the tile %s (%s)', (colour) => {
  // WCAG 2: 3:1 for graphics.
  expect(contrastToWhite(colour)).toBeGreaterThan(4);
});

test('the page of all icons in the docs is the one that is drawn now', () => {
  expect(read('docs/images/icons.svg'), "draw it: 'npm run -s cli -- icons > docs/images/icons.svg'").toBe(
    drawIconSheet(icons),
  );
});

test('the docs name every icon, and none that is not there', () => {
  const rows = [...read('docs/icons.md').matchAll(/^\| `(\w+)\.svg` \|/gm)].map(([, name]) => name);
  expect(new Set(rows)).toEqual(new Set(icons.map(({ name }) => name)));
  expect(rows).toHaveLength(icons.length);
});

function linesOf({ text }: Icon) {
  const [head, title, tile, ...rest] = text.trimEnd().split('\n');
  return { head, title, tile, shapes: rest.slice(0, -1), end: rest.at(-1) };
}

function contrastToWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
}
