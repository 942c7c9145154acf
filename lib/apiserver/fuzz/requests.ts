import { stringify } from 'yaml';
import type { Chance } from './chance';
import { mutateJson } from './jsonmutation';
import { oddTexts } from './oddvalues';
import { oddPatch } from './patches';
import { encodeProtobuf } from './protobufencode';
import type { Seen } from './seen';
import { anyPath, collectionPath, queryParameter } from './targets';
import { bytesOf, mutateBytes, mutateText, oddYaml } from './textmutation';

/** A request of a recorded case; `{{ns}}` and other marks stand where the case puts in what it learned. */
export interface Recorded {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

/** A request to send. */
export interface FuzzRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer> | undefined;
}

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'get',
  'constructor',
  'toString',
];
const contentTypes = [
  ...['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'text/plain', ''],
  ...[
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/json-patch+json',
    '*/*',
    ';',
    'constructor',
  ],
  ...[
    'application/merge-patch+json',
    'application/strategic-merge-patch+json',
    'application/apply-patch+yaml',
  ],
];
const accepts = [
  ...[
    'application/json',
    '*/*',
    'application/yaml',
    'text/html',
    '',
    ',',
    ';q=',
    'application/json;q=x',
    'a/b,c/d',
  ],
  ...[
    'application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;as=Table;v=v2;g=meta.k8s.io,application/json',
  ],
  ...['application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io', 'application/json;stream=watch'],
  ...[
    'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    'application/yaml;as=Table;v=v1;g=meta.k8s.io',
  ],
  ...[
    'application/vnd.kubernetes.protobuf',
    'application/vnd.kubernetes.protobuf,application/json',
    '*/*;as=constructor',
  ],
];
const oddHeaders: readonly [string, string][] = [
  ['user-agent', 'curl/8.0'],
  ['user-agent', ''],
  ['user-agent', '\u00e9\u00fc'],
  ['impersonate-user', 'x'],
  ['if-none-match', '*'],
  ['x-http-method-override', 'DELETE'],
];

/** Makes one request after the other: recorded ones twisted, and others made up around what has been seen. */
export class RequestMaker {
  private readonly bodies: readonly object[];

  constructor(
    private readonly chance: Chance,
    private readonly corpus: readonly Recorded[],
    private readonly seen: Seen,
  ) {
    this.bodies = corpus
      .map(({ body }) => body)
      .filter((body) => typeof body === 'object' && body !== null) as object[];
  }

  next(): FuzzRequest {
    const { chance } = this;
    const kind = chance.below(20);
    const request =
      kind < 9
        ? this.replayed()
        : kind < 17 && this.seen.objects.length > 0
          ? this.onSeen()
          : kind < 18
            ? this.reading()
            : this.any();
    while (chance.odds(0.2)) {
      request.path += `${request.path.includes('?') ? '&' : '?'}${queryParameter(chance, this.seen)}`;
    }
    if (chance.odds(0.1)) request.headers.accept = chance.pick(accepts);
    if (chance.odds(0.04)) request.headers['content-type'] = chance.pick(contentTypes);
    if (chance.odds(0.03)) Object.assign(request.headers, Object.fromEntries([chance.pick(oddHeaders)]));
    if (chance.odds(0.03)) request.method = chance.pick(methods);
    if (/^(get|head)$/i.test(request.method)) request.body = undefined;
    return request;
  }

  private replayed(): FuzzRequest {
    const { chance, seen } = this;
    const { method, path, headers, body } = chance.pick(this.corpus);
    const filled = { method, path: seen.fill(chance, path), headers: { ...headers } };
    if (body === undefined) return { ...filled, body: undefined };
    if (typeof body === 'string') {
      const text = seen.fill(chance, body);
      return { ...filled, body: bytesOf(chance.odds(0.5) ? mutateText(chance, text) : text) };
    }
    const value = JSON.parse(seen.fill(chance, JSON.stringify(body)));
    return this.withBody(filled, this.mutated(value));
  }

  /** A change of an object that is there. */
  private onSeen(): FuzzRequest {
    const { chance } = this;
    const { path, object } = chance.pick(this.seen.objects);
    const target = chance.odds(0.2) ? `${path}/status` : path;
    if (chance.odds(0.12)) {
      const options = {
        gracePeriodSeconds: 0,
        propagationPolicy: 'Background',
        preconditions: { uid: object.metadata.uid },
      };
      const body = bytesOf(JSON.stringify(this.mutated(options)));
      return { method: 'DELETE', path, headers: { 'content-type': 'application/json' }, body };
    }
    if (chance.odds(0.4)) {
      const { resourceVersion: _, ...metadata } = object.metadata;
      const value = chance.odds(0.7) ? { ...object, metadata } : object;
      return this.withBody({ method: 'PUT', path: target, headers: {} }, this.mutated(value));
    }
    const { contentType, value, query } = oddPatch(chance, object, this.bodies);
    const text = JSON.stringify(value) ?? 'null';
    const body = bytesOf(chance.odds(0.07) ? mutateText(chance, text) : text);
    return {
      method: 'PATCH',
      path: query ? `${target}?${query}` : target,
      headers: { 'content-type': contentType },
      body,
    };
  }

  private reading(): FuzzRequest {
    const { chance } = this;
    const watch = chance.odds(0.4) ? '&watch=1&timeoutSeconds=1' : '';
    const path = `${collectionPath(chance)}?${queryParameter(chance, this.seen)}${watch}`;
    return { method: 'GET', path, headers: {}, body: undefined };
  }

  private any(): FuzzRequest {
    const { chance } = this;
    const request = {
      method: chance.pick(methods.slice(0, 6)),
      path: anyPath(chance, this.seen),
      headers: {},
    };
    if (chance.odds(0.3)) return { ...request, body: undefined };
    return this.withBody(request, this.mutated(chance.pick(this.bodies)));
  }

  private mutated(value: unknown): unknown {
    const times = this.chance.pick([0, 0, 0, 1, 1, 1, 2, 2, 3, 5]);
    return mutateJson(this.chance, value, times, this.bodies);
  }

  /** The request with a value as its body, in one of the forms a body may have. */
  private withBody(request: Omit<FuzzRequest, 'body'>, value: unknown): FuzzRequest {
    const { chance } = this;
    const { headers } = request;
    const isPlain = Object.keys(headers).length === 0;
    const form = isPlain ? chance.below(20) : 0;
    if (form < 15) {
      const text = JSON.stringify(value) ?? '';
      return { ...request, body: bytesOf(chance.odds(0.08) ? mutateText(chance, text) : text) };
    }
    if (form < 18) {
      const text = chance.odds(0.15)
        ? oddYaml(chance)
        : (stringify(value, { aliasDuplicateObjects: false }) ?? '');
      const body = bytesOf(chance.odds(0.3) ? mutateText(chance, text) : text);
      return { ...request, headers: { 'content-type': 'application/yaml' }, body };
    }
    const bytes = encodeProtobuf({ kind: chance.pick(oddTexts), ...(value as object) });
    const body = chance.odds(0.4) ? mutateBytes(chance, bytes) : bytes;
    return { ...request, headers: { 'content-type': 'application/vnd.kubernetes.protobuf' }, body };
  }
}
