import { cut } from './style.ts';

/** A service's line of JSON in few words: time, level, message, and an error's first line. Other lines as they are, shortened. */
export function shortLogLine(line: string, width: number): string {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return cut(line, width);
  }
  if (typeof entry !== 'object' || entry === null) return cut(line, width);
  const { time, level, msg, err } = entry as Record<string, unknown>;
  const reason =
    typeof err === 'object' && err !== null && 'message' in err ? String(err.message).split('\n')[0] : '';
  const words = [textOf(time).slice(11, 23), textOf(level).padEnd(5), textOf(msg), reason];
  return cut(words.filter((word) => word !== '').join(' '), width);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
