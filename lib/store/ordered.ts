/** Most keys in a block; a fuller one is split in two. */
const blockSize = 512;

/** Where a key stands, or would stand. */
interface Position {
  block: number;
  at: number;
}

/**
 * Values in the order of their keys: sorted blocks of bounded size. Insertion, removal and the search for a key take the
 * logarithm of the size; counting a range takes a step for each block of it.
 */
export class OrderedMap<V extends { readonly key: string }> {
  private blocks: V[][] = [];

  /** Takes the values at once, in any order. Their keys must differ. */
  constructor(values: Iterable<V> = []) {
    const sorted = [...values].sort((a, b) => (a.key < b.key ? -1 : 1));
    const half = blockSize / 2;
    for (let at = 0; at < sorted.length; at += half) this.blocks.push(sorted.slice(at, at + half));
  }

  /** Puts the value in, in the place of the one with its key if there is one. */
  set(value: V): void {
    if (this.blocks.length === 0) this.blocks.push([]);
    const { block, at } = this.insertionPoint(value.key);
    const values = this.blocks[block]!;
    if (values[at]?.key === value.key) {
      values[at] = value;
      return;
    }
    values.splice(at, 0, value);
    if (values.length > blockSize) this.blocks.splice(block + 1, 0, values.splice(blockSize / 2));
  }

  delete(key: string): void {
    const { block, at } = this.find(key);
    const values = this.blocks[block];
    if (values?.[at]?.key !== key) return;
    values.splice(at, 1);
    if (values.length === 0) this.blocks.splice(block, 1);
  }

  /** The values with keys from `start` on and before `end`, at most `limit`. */
  range(start: string, end: string, limit = Number.POSITIVE_INFINITY): V[] {
    const from = this.find(start);
    const found: V[] = [];
    for (let block = from.block, at = from.at; block < this.blocks.length; block++, at = 0) {
      const values = this.blocks[block]!;
      const isWhole = values[values.length - 1]!.key < end;
      for (; at < values.length; at++) {
        if (found.length >= limit || (!isWhole && values[at]!.key >= end)) return found;
        found.push(values[at]!);
      }
    }
    return found;
  }

  /** How many keys there are from `start` on and before `end`. */
  count(start: string, end: string): number {
    const from = this.find(start);
    const to = this.find(end);
    if (from.block === to.block) return Math.max(0, to.at - from.at);
    if (from.block > to.block) return 0;
    let count = this.blocks[from.block]!.length - from.at + to.at;
    for (let block = from.block + 1; block < to.block; block++) count += this.blocks[block]!.length;
    return count;
  }

  /** All values, in order. */
  values(): V[] {
    return this.blocks.flat();
  }

  /** The first position whose key is not before `key`. */
  private find(key: string): Position {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const values = this.blocks[middle]!;
      if (values[values.length - 1]!.key < key) low = middle + 1;
      else high = middle;
    }
    return { block: low, at: low < this.blocks.length ? lowerBound(this.blocks[low]!, key) : 0 };
  }

  /** Like `find`, but a key after all others belongs at the end of the last block. */
  private insertionPoint(key: string): Position {
    const last = this.blocks.length - 1;
    if (this.blocks[last]!.length === 0) return { block: last, at: 0 };
    const found = this.find(key);
    return found.block <= last ? found : { block: last, at: this.blocks[last]!.length };
  }
}

function lowerBound(values: readonly { readonly key: string }[], key: string): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]!.key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
