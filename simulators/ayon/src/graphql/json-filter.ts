import { InvalidData } from '../errors.ts';
import { compileFilter, type FilterSource, parseFilter } from '../events/query-filter.ts';

/** The test of a filter in JSON; undefined where there is nothing to test. Throws with the server's complaint. */
export function compileJsonFilter<Row>(
  text: string | null | undefined,
  source: FilterSource<Row>,
): ((row: Row) => boolean) | undefined {
  if (!text) return undefined;
  try {
    const filter = parseFilter(parseText(text), []);
    if ('conditions' in filter && filter.conditions.length === 0) return undefined;
    return compileFilter(filter, source);
  } catch (error) {
    if (error instanceof InvalidData) throw new Error(error.message);
    throw error;
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const isObjectText = text.trimStart().startsWith('{');
    throw new Error(
      isObjectText
        ? 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'
        : 'Expecting value: line 1 column 1 (char 0)',
    );
  }
}
