/**
 * The shortest way from `start` back to itself over `next`, both ends named; `undefined` when there is none.
 * Of equally short ways it is the one whose steps come first in `next`, so that the answer does not change
 * from one look to another.
 */
export function circleOf(
  start: string,
  next: (name: string) => readonly string[],
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const line = [start];
  for (const name of line) {
    for (const following of next(name)) {
      if (following === start) return wayTo(name, cameFrom, [start]);
      if (cameFrom.has(following)) continue;
      cameFrom.set(following, name);
      line.push(following);
    }
  }
  return undefined;
}

function wayTo(name: string, cameFrom: ReadonlyMap<string, string>, end: readonly string[]): string[] {
  const way = [...end];
  for (let at: string | undefined = name; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way;
}
