/** A list of undo steps: what was done since the last mark can be taken back. */
export class Transaction {
  #steps: (() => void)[] = [];

  /** Notes how to take back what was just done. */
  note(undo: () => void): void {
    this.#steps.push(undo);
  }

  /** A point to return to. */
  mark(): number {
    return this.#steps.length;
  }

  /** Takes back everything since the mark, newest first. */
  rollBack(mark = 0): void {
    for (const undo of this.#steps.splice(mark).reverse()) undo();
  }
}
