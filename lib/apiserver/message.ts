/**
 * What goes in and out of the API server: requests and responses as plain as can be, since thousands a second
 * are made. `fetch.ts` brings them into the form of the web's own.
 */

/** A request. */
export interface ApiRequest {
  readonly method: string;
  /** The path and the query, as they came. */
  readonly url: string;
  /** Headers, by their names in small letters. */
  readonly headers: { get(name: string): string | null; keys(): Iterable<string> };
  /** Empty when there is none. */
  readonly body: Uint8Array;
  /** Aborted when the client goes. */
  readonly signal: AbortSignal;
}

/** A response. A name may stand in its headers several times. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | ReadableStream<Uint8Array> | LiveBody | undefined;
}

/** A body that is written as things happen. Nothing that happens before it has a sink is lost. */
export interface LiveBody {
  /** Says where to write to; called once. */
  start(sink: Sink): void;
  /** Says that nobody reads any longer. */
  stop(): void;
}

/** Where a live body goes. */
export interface Sink {
  write(bytes: Uint8Array): void;
  end(): void;
  /** Bytes that were written and that the client has not taken yet. */
  readonly unsentBytes: number;
}
