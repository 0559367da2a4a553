type Literal = string | { readonly [key: string]: Literal };

/**
 * The text of `package.py`: one variable a line, literals only. An AYON server runs that file at each upload, with globals
 * and locals kept apart, so that nothing else would work there.
 */
export function formatPackagePy(values: Readonly<Record<string, Literal>>): string {
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${formatLiteral(value, '')}\n`);
  return lines.join('');
}

function formatLiteral(value: Literal, indent: string): string {
  // What JSON escapes in a string means the same in Python.
  if (typeof value === 'string') return JSON.stringify(value);
  const inside = `${indent}    `;
  const entries = Object.entries(value).map(
    ([key, inner]) => `${inside}${JSON.stringify(key)}: ${formatLiteral(inner, inside)},\n`,
  );
  return `{\n${entries.join('')}${indent}}`;
}
