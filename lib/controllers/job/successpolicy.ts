import { countIndexes, type Intervals, parseIntervals } from '../../meta/intervals';
import type { SuccessPolicy } from '../../resources/job/types';

/** The message of the success policy's first rule that the succeeded indexes satisfy, if one does. */
export function metSuccessPolicy(
  policy: SuccessPolicy | undefined,
  completions: number,
  succeeded: Intervals,
): string | undefined {
  if (!policy || succeeded.length === 0) return undefined;
  const at = policy.rules.findIndex((rule) => isMet(rule, completions, succeeded));
  return at < 0 ? undefined : `Matched rules at index ${at}`;
}

function isMet(
  { succeededIndexes, succeededCount }: SuccessPolicy['rules'][number],
  completions: number,
  succeeded: Intervals,
): boolean {
  if (succeededIndexes === undefined) {
    return succeededCount !== undefined && countIndexes(succeeded) >= succeededCount;
  }
  const required = parseIntervals(succeededIndexes, completions);
  if (required.length === 0) return false;
  const found = overlap(required, succeeded);
  return found === countIndexes(required) || (succeededCount !== undefined && found >= succeededCount);
}

/** How many indexes are in both. */
function overlap(one: Intervals, other: Intervals): number {
  let shared = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const a = one[i]!;
    const b = other[j]!;
    shared += Math.max(0, Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1);
    if (a.last <= b.last) i++;
    if (b.last <= a.last) j++;
  }
  return shared;
}
