const HIDDEN = new Set(['level', 'time', 'service', 'msg', 'err']);

/** Turns a JSON log line into one for people: time, level, service, message, other fields, and an error's stack below. */
export function formatPretty(line: string): string {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  if (!isObject(entry)) return line;
  const { time, level, service, msg, err } = entry;
  const fields = Object.entries(entry)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => `${name}=${textOf(value)}`);
  const head = [
    textOf(time).slice(11, 23),
    textOf(level).toUpperCase().padEnd(5),
    textOf(service),
    ...(msg === undefined ? [] : [textOf(msg)]),
    ...fields,
  ].join(' ');
  const stack = isObject(err) ? textOf(err['stack'] ?? err['message'] ?? '') : '';
  return stack ? `${head}\n${stack.replace(/^/gm, '    ')}\n` : `${head}\n`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
