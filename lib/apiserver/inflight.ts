import type { User } from './access/authenticate';
import { isPrivileged } from './access/authorize';
import type { Attributes } from './access/rbac';
import { respondText } from './encode';
import type { ApiResponse } from './message';

/** The most requests in work at a time; 0 sets no limit. */
export interface InFlightLimits {
  readOnly: number;
  mutating: number;
}

/** The limits of kube-apiserver. */
export const usualLimits: InFlightLimits = { readOnly: 400, mutating: 200 };

type RequestKind = keyof InFlightLimits;

const readVerbs = new Set(['get', 'list', 'watch']);
const longRunningVerbs = new Set(['watch', 'proxy']);
const longRunningSubresources = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);

/** Whether a request lasts as long as its client likes. Those are not counted. */
function isLongRunning(attributes: Attributes): boolean {
  if (longRunningVerbs.has(attributes.verb)) return true;
  return attributes.isResource && longRunningSubresources.has(attributes.subresource);
}

/**
 * Counts the requests in work, reading ones and others apart, and turns away what is too much: the
 * max-in-flight filter of kube-apiserver. Members of `system:masters` are never turned away, and not counted
 * beyond the limit.
 */
export class InFlight {
  private readonly counts = { readOnly: 0, mutating: 0 };
  private readonly peaks = { readOnly: new Peak(), mutating: new Peak() };

  constructor(
    private readonly limits: InFlightLimits,
    private readonly now: () => number,
  ) {}

  /** Lets a request in; answers what to call when it is done, or `undefined` when it must be turned away. */
  enter(attributes: Attributes, user: User): (() => void) | undefined {
    if (isLongRunning(attributes)) return leaveNothing;
    const kind = readVerbs.has(attributes.verb) ? 'readOnly' : 'mutating';
    const limit = this.limits[kind];
    if (limit > 0 && this.counts[kind] >= limit) return isPrivileged(user) ? leaveNothing : undefined;
    this.counts[kind]++;
    this.peaks[kind].note(this.counts[kind], this.now());
    return kind === 'readOnly' ? this.leaveReadOnly : this.leaveMutating;
  }

  /** The most that were in work at a time during the last second. */
  recentPeak(kind: RequestKind): number {
    return Math.max(this.peaks[kind].recent(this.now()), this.counts[kind]);
  }

  private readonly leaveReadOnly = () => void this.counts.readOnly--;
  private readonly leaveMutating = () => void this.counts.mutating--;
}

function leaveNothing(): void {}

/** The highest of what was noted in this second and the one before. */
class Peak {
  private second = 0;
  private highest = 0;
  private before = 0;

  note(count: number, nowMs: number): void {
    this.turn(nowMs);
    if (count > this.highest) this.highest = count;
  }

  recent(nowMs: number): number {
    this.turn(nowMs);
    return Math.max(this.highest, this.before);
  }

  private turn(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (second === this.second) return;
    this.before = second === this.second + 1 ? this.highest : 0;
    this.highest = 0;
    this.second = second;
  }
}

/** 429, as kube-apiserver answers it with or without priority and fairness. */
export function tooManyRequests(): ApiResponse {
  const response = respondText('Too many requests, please try again later.\n', 429);
  const headers = [...response.headers, ['retry-after', '1'], ['x-content-type-options', 'nosniff']] as const;
  return { ...response, headers };
}
