/**
 * Reads frames per second from what people type: `25`, `23,976`, `24000/1001`. Null when it is none of these, not above zero,
 * or divided by zero.
 */
export function parseFps(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? value : null;
  if (typeof value !== 'string') return null;
  const parts = value.trim().replaceAll(',', '.').split('/');
  if (parts.length > 2) return null;
  const numbers = parts.map(parseDecimal);
  const [numerator, denominator = 1] = numbers;
  if (numerator === undefined || numerator === null || denominator === null || denominator === 0) return null;
  const fps = numerator / denominator;
  return Number.isFinite(fps) && fps > 0 ? fps : null;
}

/** A plain decimal number, with or without sign and exponent; null for anything else, the empty text included. */
export function parseDecimal(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return null;
  return Number(trimmed);
}
