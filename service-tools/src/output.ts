/** The two ways a command speaks: progress for people on stderr, results on stdout. */

/** Writes a line for people. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Writes one line of result: with `--json` the only kind of thing a command writes to stdout. */
export function result(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a value as one line of JSON. */
export function resultJson(value: unknown): void {
  result(JSON.stringify(value));
}

/** Ends the command quietly when whoever read its results has seen enough, as `head` does. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
}

/** Aligns rows of text in columns; numbers to the right. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, String(cell).length);
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
