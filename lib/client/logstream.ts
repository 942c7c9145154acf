/** One container whose log is asked for. */
export interface LogSource {
  namespace: string;
  pod: string;
  container: string;
  /** The run before the present one. */
  previous?: boolean;
  /** RFC 3339: nothing older. Whole seconds count, so the first lines may be known already. */
  sinceTime?: string;
  /** Only so many lines from the end. */
  tailLines?: number;
}

/** Several logs as one stream. */
export interface LogStreamRequest {
  cluster: string;
  sources: LogSource[];
  /** Goes on until every container has ended; otherwise ends with what is there. */
  follow?: boolean;
}

/** So many sources one stream carries at most. */
export const logSourceLimit = 100;

/**
 * A line of a log stream. `source` is the position in the request. With `end` the source has given all it has, or `error` tells in
 * the API's words why it gives nothing.
 */
export interface LogStreamLine {
  source: number;
  pod: string;
  container: string;
  /** The kubelet's stamp: RFC 3339 with up to nine decimals. */
  time?: string;
  text?: string;
  end?: true;
  error?: string;
  code?: number;
}
