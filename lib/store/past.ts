import type { Remembered } from './history';
import type { OrderedMap } from './ordered';
import type { Listed, Stored } from './store';

interface PastRange {
  prefix: string;
  from: string;
  end: string;
  limit: number | undefined;
  /** The revision as of which to read. */
  at: number;
}

/**
 * Reads a range as it stood at an earlier revision: what stands there now, with the changes made since then (`later`, oldest
 * first) taken back.
 */
export function listPast(now: OrderedMap<Stored>, later: readonly Remembered[], range: PastRange): Listed {
  const { prefix, from, end, limit = Number.POSITIVE_INFINITY, at } = range;
  const before = new Map<string, Stored | undefined>();
  for (const { change, previous } of later) {
    const { key } = change;
    if (key >= from && key.startsWith(prefix) && !before.has(key)) before.set(key, previous);
  }
  const restored = [...before.values()].filter((stored) => stored !== undefined);
  restored.sort((a, b) => (a.key < b.key ? -1 : 1));

  // At most `before.size` of the present objects fall away, so this many are enough to fill the page and see beyond it.
  const present = now.range(from, end, limit + before.size + 1).filter(({ key }) => !before.has(key));
  const items = merge(present, restored, limit);
  const last = items[items.length - 1];
  if (items.length < limit || !last) return { revision: at, items, next: undefined, remaining: 0 };

  const next = `${last.key}\0`;
  const changedSince = countChanged(now, before, next);
  const remaining = now.count(next, end) - changedSince + restored.filter(({ key }) => key >= next).length;
  return { revision: at, items, next: remaining > 0 ? next : undefined, remaining };
}

/** How many of the keys that changed are there now, from `next` on. */
function countChanged(now: OrderedMap<Stored>, before: ReadonlyMap<string, unknown>, next: string): number {
  let count = 0;
  for (const key of before.keys()) if (key >= next) count += now.count(key, `${key}\0`);
  return count;
}

function merge(left: readonly Stored[], right: readonly Stored[], limit: number): Stored[] {
  const merged: Stored[] = [];
  let l = 0;
  let r = 0;
  while (merged.length < limit) {
    const a = left[l];
    const b = right[r];
    if (a && (!b || a.key < b.key)) {
      merged.push(a);
      l++;
    } else if (b) {
      merged.push(b);
      r++;
    } else break;
  }
  return merged;
}
