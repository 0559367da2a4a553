type Compare<Item> = (left: Item, right: Item) => number;

/** Slices of at most this many items are sorted whole. */
const smallSlice = 512;
/** Splits after which a slice is sorted whole as well, so that no order of the input makes it slow. */
const maxSplits = 40;

/**
 * Sorts items in place as far as one page needs: those from `from` to `to` (exclusive) stand where a full sort would put
 * them, the others before and behind in any order. `compare` must tell any two items apart (never answer 0).
 */
export function sortRange<Item>(
  items: Item[],
  { from, to }: { readonly from: number; readonly to: number },
  compare: Compare<Item>,
): void {
  const visit = (start: number, end: number, splits: number): void => {
    if (end <= from || start >= to) return;
    const isWanted = start >= from && end <= to;
    if (isWanted || end - start <= smallSlice || splits > maxSplits) {
      const sorted = items.slice(start, end).sort(compare);
      for (const [at, item] of sorted.entries()) items[start + at] = item;
      return;
    }
    const middle = partition(items, { start, end }, compare);
    visit(start, middle, splits + 1);
    visit(middle, end, splits + 1);
  };
  visit(0, items.length, 0);
}

/** Moves the smaller items of a slice before the greater ones and answers where these begin; neither part is empty. */
function partition<Item>(
  items: Item[],
  { start, end }: { readonly start: number; readonly end: number },
  compare: Compare<Item>,
): number {
  const item = (at: number): Item => items[at] as Item;
  const [, pivot] = [item(start), item((start + end) >> 1), item(end - 1)].sort(compare) as [
    Item,
    Item,
    Item,
  ];
  let left = start;
  let right = end - 1;
  for (;;) {
    while (compare(item(left), pivot) < 0) left += 1;
    while (compare(item(right), pivot) > 0) right -= 1;
    if (left >= right) return right + 1;
    const swapped = item(left);
    items[left] = item(right);
    items[right] = swapped;
    left += 1;
    right -= 1;
  }
}
