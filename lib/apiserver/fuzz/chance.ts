import type { Random } from '../../time/random';

/** Choices drawn from one source of randomness. */
export interface Chance {
  /** An integer from 0 to `limit` − 1. */
  below(limit: number): number;
  /** Whether something of this probability happens. */
  odds(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

/** Choices from a source of randomness; the same source gives the same choices. */
export function chanceOf(random: Random): Chance {
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    odds: (probability) => random() < probability,
    pick: <T>(items: readonly T[]) => items[below(items.length)] as T,
  };
}
