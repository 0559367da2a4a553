/** How many items are worked on between two chances to let others run: well under a millisecond. */
const SLICE = 250;

/** Visits every item, with pauses in between. */
export function* paced<T>(items: Iterable<T>, visit: (item: T) => void): Generator<void> {
  let count = 0;
  for (const item of items) {
    visit(item);
    count += 1;
    if (count % SLICE === 0) yield;
  }
}
