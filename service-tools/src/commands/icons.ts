import type { Command } from 'commander';
import { readIcons } from '../icons/icon-set.ts';
import { drawIconSheet } from '../icons/icon-sheet.ts';
import { result } from '../output.ts';

/** Adds the command that draws the page of all icons. */
export function addIconsCommand(program: Command): void {
  program
    .command('icons')
    .description('draw all icons of the addon on one page, as SVG: docs/images/icons.svg')
    .action(async () => result(drawIconSheet(await readIcons()).trimEnd()));
}
