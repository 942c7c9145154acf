import { readJsonLines } from '@/lib/client/jsonlines';
import type { StreamLine, StreamWatch } from '@/lib/client/stream';
import type { Clock } from '@/lib/time/clock';
import type { Random } from '@/lib/time/random';

/** How the stream stands: followed; being opened (again); down for a while. */
export type Connection = 'live' | 'reconnecting' | 'offline';

/** A connection state and since when. */
export interface ConnectionState {
  state: Connection;
  sinceMs: number;
}

interface StreamPorts {
  clock: Clock;
  random: Random;
  /** Opens the stream; rejects when there is no answer. */
  open: (watches: readonly StreamWatch[], signal: AbortSignal) => Promise<Response>;
  watches: () => StreamWatch[];
  onLine: (line: StreamLine) => void;
  /** The stream is down; called once per break. */
  onDown: () => void;
  /** Nobody is signed in any more. */
  onSignedOut: () => void;
  onState: (state: ConnectionState) => void;
}

/** Changes of the set of watches that follow each other so closely are one. */
const settleMs = 20;
/** The server gives a sign of life more often than this; silence means the connection is dead. */
const silenceMs = 25_000;
const firstRetryMs = 250;
const longestRetryMs = 10_000;
/** Failing for so long is called offline. */
const offlineMs = 5_000;

/** The one stream of this tab. */
export interface Stream {
  /** The set of watches has changed: the stream is opened anew, going on from where each watch is. */
  refresh(): void;
  /** Something suggests the network has changed: check now instead of later. */
  check(): void;
  /** Closes the stream until `check` is called: nobody looks. */
  pause(): void;
}

/** Keeps a stream open as long as there are watches, and opens it again, with growing pauses, whenever it breaks. */
export function createStream(ports: StreamPorts): Stream {
  const { clock, random } = ports;
  let attempt = new AbortController();
  let cancelNext = () => {};
  let cancelSilence = () => {};
  let failures = 0;
  let state: ConnectionState = { state: 'reconnecting', sinceMs: clock.now() };
  let downSinceMs: number | undefined = clock.now();

  function setState(next: Connection): void {
    if (state.state === next) return;
    state = { state: next, sinceMs: next === 'live' ? clock.now() : (downSinceMs ?? clock.now()) };
    ports.onState(state);
  }

  function openIn(delayMs: number): void {
    cancelNext();
    cancelNext = clock.after(delayMs, () => clock.spawn(open));
  }

  function close(): void {
    cancelNext();
    cancelSilence();
    attempt.abort();
    // What the old attempt still has to say is no news any more.
    attempt = new AbortController();
  }

  function listen(current: AbortController): void {
    cancelSilence();
    cancelSilence = clock.after(silenceMs, () => current.abort());
  }

  async function open(): Promise<void> {
    close();
    const current = attempt;
    const watches = ports.watches();
    if (watches.length === 0) return setState('live');
    listen(current);
    try {
      await follow(await ports.open(watches, current.signal), current);
    } catch {
      // Whatever broke it, the remedy is the same.
    }
    if (attempt === current) broken();
  }

  async function follow(response: Response, current: AbortController): Promise<void> {
    if (response.status === 401) {
      close();
      return ports.onSignedOut();
    }
    if (!response.ok || !response.body) return;
    for await (const line of readJsonLines<StreamLine>(response.body)) {
      if (attempt !== current) return;
      listen(current);
      failures = 0;
      downSinceMs = undefined;
      setState('live');
      if (line.id) ports.onLine(line);
    }
  }

  function broken(): void {
    cancelSilence();
    if (downSinceMs === undefined) {
      downSinceMs = clock.now();
      ports.onDown();
    }
    setState(clock.now() - downSinceMs >= offlineMs ? 'offline' : 'reconnecting');
    const pauseMs = Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
    failures = Math.min(failures + 1, 10);
    openIn(pauseMs * (0.75 + random() / 2));
  }

  return {
    refresh: () => openIn(settleMs),
    check() {
      failures = 0;
      openIn(0);
    },
    pause: close,
  };
}
