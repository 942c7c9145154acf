import type { Discovery } from '../discovery';
import type { ApiRequest, ApiResponse } from '../message';
import { flag } from '../options';
import type { PathInfo, ResourcePath } from '../requestinfo';
import { exponentialBounds, type Family, Histogram } from './exposition';

/** The labels of the request metrics but `code`. */
interface RequestLabels {
  verb: string;
  dry_run: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  scope: string;
  component: string;
}

/** All requests with the same labels. */
interface Series {
  labels: RequestLabels;
  byCode: Map<number, number>;
  durations: Histogram;
  /** Of answers to reading requests. */
  sizes: Histogram | undefined;
  /** Streams that are open. */
  open: number;
  /** Of watches: what was sent, counted for the resource. */
  events: { sent: number };
}

const durationBounds = [
  ...[0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60],
];
const sizeBounds = exponentialBounds(1000, 10, 7);
const component = 'apiserver';

/** Paths that are no resources whose requests are counted, with their component. */
const countedPaths: Record<string, string | undefined> = {
  '/api': component,
  '/apis': component,
  '/healthz': '',
  '/livez': '',
  '/readyz': '',
};

/**
 * Counts and times requests under the names and labels of kube-apiserver. Only what is served is counted, so
 * that no client can make the labels grow.
 */
export class RequestMetrics {
  private readonly known = new Map<string, Series>();
  private readonly events = new Map<string, { labels: Record<string, string>; sent: number }>();
  private readonly resources: ReadonlySet<string>;

  constructor(
    { groupVersions }: Discovery,
    readonly now: () => number,
  ) {
    const names = groupVersions.flatMap(({ group, version, resources }) =>
      resources.map(({ name }) => `${group}/${version}/${name}`),
    );
    this.resources = new Set(names);
  }

  /** Begins to time a request; `undefined` when it is for nothing that is counted. */
  begin(
    request: ApiRequest,
    pathname: string,
    query: URLSearchParams,
    path: PathInfo,
  ): RequestRecord | undefined {
    const series = path.isResource
      ? this.ofResource(request, query, path)
      : this.ofPath(request.method, pathname);
    return series && new RequestRecord(series, this.now);
  }

  private ofResource(request: ApiRequest, query: URLSearchParams, path: ResourcePath): Series | undefined {
    const { group, version, plural: resource, subresource } = path;
    const name = subresource ? `${resource}/${subresource}` : resource;
    const scope = scopeOf(request.method, path);
    const verb = verbOf(request, query, path, scope);
    const dry_run = dryRunOf(query);
    const key = `${verb} ${dry_run} ${group}/${version}/${name} ${scope}`;
    const found = this.known.get(key);
    if (found || !this.resources.has(`${group}/${version}/${name}`)) return found;
    const labels = { verb, dry_run, group, version, resource, subresource, scope, component };
    return this.add(key, labels);
  }

  private ofPath(method: string, subresource: string): Series | undefined {
    const found = this.known.get(subresource);
    const component = countedPaths[subresource];
    if (found || component === undefined || (method !== 'GET' && method !== 'HEAD')) return found;
    const labels = { verb: 'GET', dry_run: '', group: '', version: '', resource: '', scope: '' };
    return this.add(subresource, { ...labels, subresource, component });
  }

  private add(key: string, labels: RequestLabels): Series {
    const series = {
      labels,
      byCode: new Map<number, number>(),
      durations: new Histogram(durationBounds),
      sizes: labels.verb === 'GET' || labels.verb === 'LIST' ? new Histogram(sizeBounds) : undefined,
      open: 0,
      events: this.eventsOf(labels),
    };
    this.known.set(key, series);
    return series;
  }

  private eventsOf({ group, version, resource }: RequestLabels): { sent: number } {
    const key = `${group}/${version}/${resource}`;
    const found = this.events.get(key) ?? { labels: { group, version, resource }, sent: 0 };
    this.events.set(key, found);
    return found;
  }

  /** What has been measured so far. */
  collect(): Family[] {
    const all = [...this.known.values()];
    const timed = all.filter(({ durations }) => durations.counts.some((count) => count > 0));
    const streamed = all.filter(({ labels: { verb } }) => verb === 'WATCH' || verb === 'CONNECT');
    return [
      {
        name: 'apiserver_request_total',
        help:
          '[STABLE] Counter of apiserver requests broken out for each verb, dry run value, group, version, ' +
          'resource, scope, component, and HTTP response code.',
        type: 'counter',
        samples: all.flatMap(({ labels, byCode }) =>
          [...byCode].map(([code, value]) => ({ labels: { ...labels, code: String(code) }, value })),
        ),
      },
      {
        name: 'apiserver_request_duration_seconds',
        help:
          '[STABLE] Response latency distribution in seconds for each verb, dry run value, group, version, ' +
          'resource, subresource, scope and component.',
        type: 'histogram',
        samples: timed.map(({ labels, durations: value }) => ({ labels: { ...labels }, value })),
      },
      {
        name: 'apiserver_response_sizes',
        help:
          '[STABLE] Response size distribution in bytes for each group, version, verb, resource, ' +
          'subresource, scope and component.',
        type: 'histogram',
        samples: timed.flatMap(({ labels, sizes }) =>
          sizes ? [{ labels: withoutDryRun(labels), value: sizes }] : [],
        ),
      },
      {
        name: 'apiserver_longrunning_requests',
        help:
          '[STABLE] Gauge of all active long-running apiserver requests broken out by verb, group, ' +
          'version, resource, scope and component. Not all requests are tracked this way.',
        type: 'gauge',
        samples: streamed.map(({ labels, open: value }) => ({ labels: withoutDryRun(labels), value })),
      },
      {
        name: 'apiserver_watch_events_total',
        help: '[ALPHA] Number of events sent in watch clients',
        type: 'counter',
        samples: [...this.events.values()]
          .filter(({ sent }) => sent > 0)
          .map(({ labels, sent: value }) => ({ labels, value })),
      },
    ];
  }
}

/** One request that is counted. A stream is counted when it ends, with all the time it took. */
export class RequestRecord {
  private readonly startMs: number;
  private state: 'answering' | 'open' | 'ended' = 'answering';

  constructor(
    private readonly series: Series,
    private readonly now: () => number,
  ) {
    this.startMs = now();
  }

  /** The request is turned away before it is looked at. */
  drop(code: number): void {
    this.tally(code);
  }

  /** The request is answered, but for what a stream still sends. */
  finish({ status, body }: ApiResponse): void {
    // A method that is not served there has no route, and Kubernetes counts by route.
    if (this.state !== 'answering' || status === 405) return;
    this.series.sizes?.observe(body instanceof Uint8Array ? body.length : 0);
    this.count(status);
  }

  /** The answer is a stream from now on. */
  opened(): void {
    this.state = 'open';
    this.series.open++;
  }

  /** So many events went into the stream. */
  sent(events: number): void {
    this.series.events.sent += events;
  }

  /** The stream has ended; to be told so again is no matter. */
  ended(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.series.open--;
    this.count(200);
  }

  private count(code: number): void {
    this.tally(code);
    this.series.durations.observe((this.now() - this.startMs) / 1000);
  }

  private tally(code: number): void {
    const { byCode } = this.series;
    byCode.set(code, (byCode.get(code) ?? 0) + 1);
  }
}

function withoutDryRun({ dry_run: _, ...labels }: RequestLabels): Record<string, string> {
  return labels;
}

function scopeOf(method: string, { name, namespace }: ResourcePath): string {
  if (name !== undefined || method === 'POST') return 'resource';
  return namespace === undefined ? 'cluster' : 'namespace';
}

/** The verb as metrics name it: by the method, with lists, watches, applies and connections told apart. */
function verbOf(request: ApiRequest, query: URLSearchParams, path: ResourcePath, scope: string): string {
  const { method } = request;
  if (path.subresource === 'log') return 'CONNECT';
  switch (method) {
    case 'GET':
      if (path.isLegacyWatch || flag(query, 'watch')) return 'WATCH';
      return scope === 'resource' ? 'GET' : 'LIST';
    case 'PATCH':
      return request.headers.get('content-type') === 'application/apply-patch+yaml' ? 'APPLY' : 'PATCH';
    case 'POST':
    case 'PUT':
    case 'DELETE':
      return method;
    default:
      return 'other';
  }
}

function dryRunOf(query: URLSearchParams): string {
  if (!query.has('dryRun')) return '';
  return query.getAll('dryRun').every((value) => value === 'All') ? 'All' : 'invalid';
}
