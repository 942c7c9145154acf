/** How many of one kind of request are under way at once. */
const together = 250;

/**
 * Runs `act` on every item, many at once; answers the outcomes in the order of the items and never rejects.
 */
export async function forAll<T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const outcomes: PromiseSettledResult<R>[] = [];
  for (let from = 0; from < items.length; from += together) {
    const batch = items.slice(from, from + together);
    outcomes.push(...(await Promise.allSettled(batch.map((item) => act(item)))));
  }
  return outcomes;
}

/**
 * Runs `act` on items in batches of 1, 2, 4 and so on, and stops after a batch in which any failed: where
 * all would fail alike, few are tried. Answers the outcomes of what was tried.
 */
export async function slowStart<T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const outcomes: PromiseSettledResult<R>[] = [];
  for (let size = 1, from = 0; from < items.length; from += size, size = Math.min(size * 2, together)) {
    const batch = await Promise.allSettled(items.slice(from, from + size).map((item) => act(item)));
    outcomes.push(...batch);
    if (batch.some((outcome) => outcome.status === 'rejected')) break;
  }
  return outcomes;
}

/** Throws the first error among the outcomes, if there is one. */
export function throwFirst(outcomes: readonly PromiseSettledResult<unknown>[]): void {
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
