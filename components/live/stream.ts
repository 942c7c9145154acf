import { readJsonLines } from '@/lib/client/jsonlines';
import type { StreamLine, StreamWatch } from '@/lib/client/stream';
import type { Clock } from '@/lib/time/clock';
import type { Random } from '@/lib/time/random';

/** How the stream stands: followed; being opened (again); down for a while. */
type Connection = 'live' | 'reconnecting' | 'offline';

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

/** The one stream of this tab: open as long as there are watches, and opened again, with growing pauses, whenever it breaks. */
export class Stream {
  readonly #ports: StreamPorts;
  #attempt = new AbortController();
  #cancelNext = () => {};
  #cancelSilence = () => {};
  #failures = 0;
  #state: ConnectionState;
  #downSinceMs: number | undefined;

  constructor(ports: StreamPorts) {
    this.#ports = ports;
    this.#downSinceMs = ports.clock.now();
    this.#state = { state: 'reconnecting', sinceMs: this.#downSinceMs };
  }

  /** The set of watches has changed: the stream is opened anew, going on from where each watch is. */
  refresh(): void {
    this.#openIn(settleMs);
  }

  /** Something suggests the network has changed: check now instead of later. */
  check(): void {
    this.#failures = 0;
    this.#openIn(0);
  }

  /** Closes the stream until `check` or `refresh` is called: nobody looks. */
  pause(): void {
    this.#cancelNext();
    this.#cancelSilence();
    this.#attempt.abort();
    // What the old attempt still has to say is no news any more.
    this.#attempt = new AbortController();
  }

  #openIn(delayMs: number): void {
    const { clock } = this.#ports;
    this.#cancelNext();
    this.#cancelNext = clock.after(delayMs, () => clock.spawn(() => this.#open()));
  }

  async #open(): Promise<void> {
    this.pause();
    const current = this.#attempt;
    const watches = this.#ports.watches();
    if (watches.length === 0) return this.#setState('live');
    this.#listen(current);
    try {
      await this.#follow(await this.#ports.open(watches, current.signal), current);
    } catch {
      // Whatever broke it, the remedy is the same.
    }
    if (this.#attempt === current) this.#broken();
  }

  async #follow(response: Response, current: AbortController): Promise<void> {
    if (response.status === 401) {
      this.pause();
      return this.#ports.onSignedOut();
    }
    if (!response.ok || !response.body) return;
    for await (const line of readJsonLines<StreamLine>(response.body)) {
      if (this.#attempt !== current) return;
      this.#listen(current);
      this.#failures = 0;
      this.#downSinceMs = undefined;
      this.#setState('live');
      if (line.id) this.#ports.onLine(line);
    }
  }

  #listen(current: AbortController): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#ports.clock.after(silenceMs, () => current.abort());
  }

  #broken(): void {
    const { clock, random, onDown } = this.#ports;
    this.#cancelSilence();
    if (this.#downSinceMs === undefined) {
      this.#downSinceMs = clock.now();
      onDown();
    }
    this.#setState(clock.now() - this.#downSinceMs >= offlineMs ? 'offline' : 'reconnecting');
    const pauseMs = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#openIn(pauseMs * (0.75 + random() / 2));
  }

  #setState(next: Connection): void {
    if (this.#state.state === next) return;
    const nowMs = this.#ports.clock.now();
    this.#state = { state: next, sinceMs: next === 'live' ? nowMs : (this.#downSinceMs ?? nowMs) };
    this.#ports.onState(this.#state);
  }
}
