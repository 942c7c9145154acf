import { type Random, seededRandom } from '../../../time/random';
import type { ContainerSetup } from '../../driver';

export const prefix = 'simulate.gantry.dev/';
const indexAnnotation = 'batch.kubernetes.io/job-completion-index';

/** How a simulated attempt goes. */
export interface Outcome {
  startDelayMs: number;
  /** `Infinity`: until it is told to end. */
  durationMs: number;
  exitCode: number;
  ignoresTerm: boolean;
  logLines: readonly string[];
}

/**
 * How an attempt goes, by the pod's annotations and the seed: the same pod, container and attempt always go
 * the same way. Without annotations it succeeds at once; a sidecar runs until it is told to end.
 */
export function outcomeOf({ ref, annotations, isSidecar }: ContainerSetup, seed: number): Outcome {
  const random = seededRandom(hash(`${ref.podUid}/${ref.container}/${ref.attempt}`) ^ seed);
  const read = (name: string) => annotations[prefix + name];
  const log = read('log');
  const outcome = {
    startDelayMs: drawDuration(read('start-delay'), random),
    durationMs: drawDuration(read('duration'), random),
    ignoresTerm: read('ignore-sigterm') === 'true',
    logLines: log ? log.replace(/\n$/, '').split('\n') : [],
  };
  const exitCode = exitCodeOf(read, annotations[indexAnnotation], random);
  if (isSidecar) return { ...outcome, durationMs: Number.POSITIVE_INFINITY, exitCode: 0 };
  return { ...outcome, exitCode };
}

function exitCodeOf(
  read: (name: string) => string | undefined,
  index: string | undefined,
  random: Random,
): number {
  const failIndexes = read('fail-indexes');
  const failureRate = read('failure-rate');
  const asked = Number(read('exit-code') ?? 1);
  const code = Number.isInteger(asked) && asked >= 0 && asked <= 255 ? asked : 1;
  if (failIndexes === undefined && failureRate === undefined) {
    return read('exit-code') === undefined ? 0 : code;
  }
  const isNamed = index !== undefined && includesIndex(failIndexes ?? '', Number(index));
  return isNamed || random() < Number(failureRate ?? 0) ? code : 0;
}

/** Whether intervals such as `1,3-5` include an index. */
function includesIndex(intervals: string, index: number): boolean {
  return intervals.split(',').some((interval) => {
    const [, first, last = first] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(interval) ?? [];
    return first !== undefined && index >= Number(first) && index <= Number(last);
  });
}

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3600_000 };

/** A duration such as `500ms`, `1m30s` or `forever`, or one drawn evenly from a range such as `1s-10s`. */
function drawDuration(text: string | undefined, random: Random): number {
  if (!text) return 0;
  const [from, to] = text.split('-').map(parseDuration);
  if (from === undefined || to === undefined || !Number.isFinite(to)) return from ?? 0;
  return Math.round(from + random() * (to - from));
}

/** A duration such as `500ms`, `1m30s` or `forever`, in milliseconds. */
export function parseDuration(text: string): number {
  if (text.trim() === 'forever') return Number.POSITIVE_INFINITY;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g);
  return [...parts].reduce((total, [, amount, unit]) => total + Number(amount) * unitMs[unit!]!, 0);
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}
