import { type Clock, sleep } from '../../../time/clock';
import type { ContainerSetup, Purpose } from '../../driver';
import { parseDuration, prefix } from './outcome';

const annotations: Record<Purpose, string> = {
  startup: 'startup-probe',
  liveness: 'liveness-probe',
  readiness: 'readiness-probe',
  postStart: 'post-start',
  preStop: 'pre-stop',
};

/**
 * How an attempt answers probes and hooks, by the pod's annotations: `ok`, `fail`, `hang` or the time after which
 * it is well, one for each call and the last one from then on. Without annotation all is well. The answer rejects
 * with the signal's reason.
 */
export function answerScript(
  clock: Clock,
  setup: ContainerSetup,
): (purpose: Purpose, signal: AbortSignal) => Promise<boolean> {
  const calls = new Map<Purpose, number>();
  return async (purpose, signal) => {
    const words = (setup.annotations[prefix + annotations[purpose]] ?? 'ok').split(',');
    const call = calls.get(purpose) ?? 0;
    calls.set(purpose, call + 1);
    const word = words[Math.min(call, words.length - 1)]!.trim();
    if (word === 'ok' || word === 'fail') return word === 'ok';
    const delayMs = word === 'hang' ? Number.POSITIVE_INFINITY : parseDuration(word);
    if (Number.isFinite(delayMs)) await sleep(clock, delayMs, signal);
    else await aborted(signal);
    return true;
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
