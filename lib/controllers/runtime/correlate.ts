import type { ObjectReference } from '../../resources/pod/types';

/** Something worth telling about an object. */
export interface Occurrence {
  about: ObjectReference;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  component: string;
  atMs: number;
}

/** What to do with an occurrence: write a new event, count up one that is there, or nothing. */
export type Correlated =
  | { kind: 'create'; key: string; message: string }
  | { kind: 'count'; key: string; message: string; count: number }
  | { kind: 'drop' };

/** Decides about occurrences by what it remembers of earlier ones. */
export interface Correlator {
  correlate(occurrence: Occurrence): Correlated;
}

/** From this many different messages with the same reason on they share one event. */
const similarLimit = 10;
const similarWindowMs = 600_000;
/** Events of one component and type about one object: so many at once, then one for each refill. */
const burst = 25;
const refillMs = 300_000;
/** Entries remembered in each of the three tables. */
const remembered = 4096;

/** A correlator with the rules and limits of client-go's event recorder. */
export function createCorrelator(): Correlator {
  const similar = new Map<string, { messages: Set<string>; lastMs: number }>();
  const counts = new Map<string, number>();
  const budgets = new Map<string, { left: number; atMs: number }>();

  /** The key events are counted under: one event for each message, or one for all when there are too many. */
  function aggregate({ about, type, reason, message, component, atMs }: Occurrence): [string, string] {
    const key = [component, about.kind, about.namespace, about.name, about.uid, type, reason].join('\n');
    let entry = similar.get(key);
    if (!entry || atMs - entry.lastMs > similarWindowMs) entry = { messages: new Set(), lastMs: atMs };
    entry.messages.add(message);
    entry.lastMs = atMs;
    remember(similar, key, entry);
    if (entry.messages.size < similarLimit) return [`${key}\n${message}`, message];
    entry.messages.delete(entry.messages.values().next().value as string);
    return [key, `(combined from similar events): ${message}`];
  }

  function spend({ about, component, type, atMs }: Occurrence): boolean {
    const key = [component, about.kind, about.namespace, about.name, about.uid, type].join('\n');
    const present = budgets.get(key) ?? { left: burst, atMs };
    const left = Math.min(burst, present.left + (atMs - present.atMs) / refillMs);
    remember(budgets, key, { left: left >= 1 ? left - 1 : left, atMs });
    return left >= 1;
  }

  return {
    correlate(occurrence) {
      const [key, message] = aggregate(occurrence);
      const count = (counts.get(key) ?? 0) + 1;
      remember(counts, key, count);
      if (!spend(occurrence)) return { kind: 'drop' };
      return count === 1 ? { kind: 'create', key, message } : { kind: 'count', key, message, count };
    },
  };
}

/** Keeps the entry as the latest, and lets the oldest go when there are too many. */
function remember<T>(table: Map<string, T>, key: string, value: T): void {
  table.delete(key);
  table.set(key, value);
  if (table.size > remembered) table.delete(table.keys().next().value as string);
}
