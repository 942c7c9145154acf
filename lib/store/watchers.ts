import type { Change } from './store';

/** What a watcher is called with: changes that became durable together, and the revision up to which that holds. */
export type Deliver = (changes: readonly Change[], revision: number) => void;

/** Those who watch, by the prefix they watch. */
export class Watchers {
  private readonly byPrefix = new Map<string, Set<Deliver>>();

  add(prefix: string, deliver: Deliver): () => void {
    const group = this.byPrefix.get(prefix) ?? new Set();
    this.byPrefix.set(prefix, group);
    const own: Deliver = (changes, revision) => deliver(changes, revision);
    group.add(own);
    return () => {
      group.delete(own);
      if (group.size === 0 && this.byPrefix.get(prefix) === group) this.byPrefix.delete(prefix);
    };
  }

  /** Hands each change to those who watch a prefix of its key. Each watcher is called once. */
  deliver(changes: readonly Change[], revision: number, report: (error: unknown) => void): void {
    if (this.byPrefix.size === 0) return;
    const selected = new Map<string, Change[]>();
    for (const change of changes) {
      for (const prefix of prefixesOf(change.key)) {
        if (!this.byPrefix.has(prefix)) continue;
        const chosen = selected.get(prefix);
        if (chosen) chosen.push(change);
        else selected.set(prefix, [change]);
      }
    }
    for (const [prefix, chosen] of selected) {
      for (const deliver of [...(this.byPrefix.get(prefix) ?? [])]) {
        try {
          deliver(chosen, revision);
        } catch (error) {
          report(error);
        }
      }
    }
  }
}

/** The prefixes of a key that can be watched: the empty one, and each up to a slash. */
function prefixesOf(key: string): string[] {
  const prefixes = [''];
  for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) prefixes.push(key.slice(0, at + 1));
  return prefixes;
}
