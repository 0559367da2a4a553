import { AyonError } from '../errors.ts';

/** How a client asks for a page. */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** A page of a list, in the form of a connection. */
export interface Connection<Node> {
  pageInfo: PageInfo;
  edges: { cursor: string; node: Node }[];
  fieldStats: [];
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
  columnMetadata: null;
}

/** What a position in a list is made of; compared part by part. */
export type Position = readonly (string | number | null)[];

/** How to page through rows. */
export interface Paging<Row, Node> {
  /** Where a row stands; rows come sorted by it. */
  position: (row: Row) => Position;
  node: (row: Row) => Node;
}

const DEFAULT_SIZE = 100;

/**
 * A page of rows that are sorted by their position. With `last` the newest come first. `hasNextPage` says that the page
 * is full, so that the page after the last row can be empty. `first: 0` gives rows without page info.
 */
export function paginate<Row, Node>(
  rows: readonly Row[],
  args: PageArguments,
  { position, node }: Paging<Row, Node>,
): Connection<Node> {
  const backwards = args.last !== undefined && args.last !== null;
  const asked = backwards ? args.last : args.first;
  if (typeof asked === 'number' && asked < 0) throw new Error('LIMIT must not be negative');
  const size = asked || DEFAULT_SIZE;
  const picked = backwards
    ? pickBackwards(rows, size, readCursor(args.before, position))
    : pickForwards(rows, size, readCursor(args.after, position));
  const edges = picked.map((row) => ({ cursor: writeCursor(position(row)), node: node(row) }));
  const isBlind = asked === 0;
  return {
    pageInfo: {
      // Asked for both ends at once, the server gives the last rows and speaks of a next page.
      hasNextPage: typeof args.first === 'number' && args.first > 0 && edges.length >= size,
      hasPreviousPage: backwards && typeof args.first !== 'number' && edges.length >= size,
      startCursor: isBlind ? null : (edges[0]?.cursor ?? null),
      endCursor: isBlind ? null : (edges.at(-1)?.cursor ?? null),
      columnMetadata: null,
    },
    edges,
    fieldStats: [],
  };
}

/** Compares two positions part by part; null comes last. */
export function comparePositions(left: Position, right: Position): number {
  for (const [index, part] of left.entries()) {
    const order = comparePart(part, right[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

type Boundary<Row> = (row: Row) => number;

function pickForwards<Row>(rows: readonly Row[], size: number, boundary: Boundary<Row> | undefined): Row[] {
  const start = boundary ? lowerBound(rows, (row) => boundary(row) > 0) : 0;
  return rows.slice(start, start + size);
}

function pickBackwards<Row>(rows: readonly Row[], size: number, boundary: Boundary<Row> | undefined): Row[] {
  const end = boundary ? lowerBound(rows, (row) => boundary(row) >= 0) : rows.length;
  return rows.slice(Math.max(0, end - size), end).reverse();
}

/** Index of the first row the test holds for, in rows where it holds for all after the first. */
function lowerBound<Row>(rows: readonly Row[], holds: (row: Row) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && holds(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function readCursor<Row>(
  cursor: string | null | undefined,
  position: (row: Row) => Position,
): Boundary<Row> | undefined {
  const parts = cursorPosition(cursor);
  return parts && ((row) => comparePositions(position(row), parts));
}

/** The position a cursor stands for; undefined for none. Throws 400 for a text that is no cursor. */
export function cursorPosition(cursor: string | null | undefined): Position | undefined {
  if (cursor === undefined || cursor === null || cursor === '') return undefined;
  let wanted: unknown;
  try {
    wanted = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
  } catch {
    throw new AyonError(400, 'Invalid cursor');
  }
  if (!Array.isArray(wanted)) throw new AyonError(400, 'Invalid cursor');
  return wanted as Position;
}

function writeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64');
}

function comparePart(left: string | number | null, right: string | number | null): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}
