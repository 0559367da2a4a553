import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An icon of the addon, as it is shipped in `public/icons`. */
export interface Icon {
  /** Its file without `.svg`. */
  readonly name: string;
  readonly title: string;
  /** Of the tile, `#rrggbb`. */
  readonly colour: string;
  readonly text: string;
}

/** What an action does tells the colour of its tile. */
export const ICON_COLOURS = {
  '#12877A': 'sync',
  '#2B6FD6': 'create',
  '#7350D8': 'administer',
  '#B8621B': 'review and media',
  '#CC3D4A': 'remove and stop',
  '#56657A': 'look and try',
} as const;

/** Where the icons of the checkout are. */
const ICON_FOLDER = fileURLToPath(new URL('../../../server/public/icons', import.meta.url));

/** All icons of the checkout, by name. */
export async function readIcons(folder = ICON_FOLDER): Promise<Icon[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.svg')).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      const title = /<title>(.*?)<\/title>/.exec(text)?.[1] ?? '';
      const colour = /<rect [^>]*fill="(#\w{6})"/.exec(text)?.[1] ?? '';
      return { name: basename(file, '.svg'), title, colour, text };
    }),
  );
}
