import type { Container } from '../../resources/pod/types';

const firstBackoffMs = 10_000;
const longestBackoffMs = 300_000;

/** The back-off of an image whose pull has failed. */
export interface PullBackoff {
  delayMs: number;
  /** When the latest pull failed, and why: reason and message. */
  sinceMs: number;
  failure: string;
}

/** What is to be done so that a container has its image. */
export type ImageStep =
  | { do: 'use' }
  | { do: 'pull' }
  | { do: 'refuse' }
  | { do: 'wait'; untilMs: number; failure: string };

/** Decides by pull policy, presence and the back-off of earlier pulls (`EnsureImageExists`). */
export function imageStep(
  policy: Container['imagePullPolicy'],
  isPresent: boolean,
  backoff: PullBackoff | undefined,
  nowMs: number,
): ImageStep {
  if (isPresent && policy !== 'Always') return { do: 'use' };
  if (policy === 'Never') return { do: 'refuse' };
  if (!backoff || nowMs >= backoff.sinceMs + backoff.delayMs) return { do: 'pull' };
  return { do: 'wait', untilMs: backoff.sinceMs + backoff.delayMs, failure: backoff.failure };
}

/** The back-off after one more pull has failed: from 10 s it doubles to 5 min (`MaxImageBackOff`). */
export function lengthenPullBackoff(
  before: PullBackoff | undefined,
  failure: string,
  nowMs: number,
): PullBackoff {
  const isForgotten = !before || nowMs - before.sinceMs > 2 * longestBackoffMs;
  const delayMs = isForgotten ? firstBackoffMs : Math.min(before.delayMs * 2, longestBackoffMs);
  return { delayMs, sinceMs: nowMs, failure };
}

const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathPart = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const reference = new RegExp(
  `^(?:${domain}/)?${pathPart}(?:/${pathPart})*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$`,
);

/**
 * The name of an image with the tag it means, `latest` where it has neither tag nor digest
 * (`applyDefaultImageTag`); `undefined` for what is no reference of an image.
 */
export function imageName(text: string): string | undefined {
  if (!reference.test(text)) return undefined;
  const last = text.slice(text.lastIndexOf('/') + 1);
  return last.includes(':') || last.includes('@') ? text : `${text}:latest`;
}

/** A duration to the millisecond as Go prints it: `850ms`, `1.5s`, `1m2.25s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return durationMs === 0 ? '0s' : `${durationMs}ms`;
  const minutes = Math.floor(durationMs / 60_000);
  const seconds = (durationMs % 60_000) / 1000;
  if (minutes === 0) return `${seconds}s`;
  return minutes < 60 ? `${minutes}m${seconds}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}s`;
}
