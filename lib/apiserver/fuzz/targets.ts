import type { Chance } from './chance';
import { oddTexts } from './oddvalues';
import { fuzzNamespaces, type Seen } from './seen';

/** The collections the fuzzer asks for, below their namespace or on their own. */
export const collections = {
  namespaced: [
    ...['/api/v1/@/pods', '/api/v1/@/configmaps', '/api/v1/@/secrets', '/api/v1/@/events'],
    ...['/api/v1/@/serviceaccounts', '/apis/batch/v1/@/jobs', '/apis/batch/v1/@/cronjobs'],
    ...[
      '/apis/batch/v1beta1/@/cronjobs',
      '/apis/events.k8s.io/v1/@/events',
      '/apis/coordination.k8s.io/v1/@/leases',
    ],
  ],
  whole: ['/api/v1/namespaces', '/api/v1/nodes'],
} as const;

const systemPaths: readonly string[] = [
  ...[
    '/',
    '/api',
    '/apis',
    '/apis/batch',
    '/apis/batch/v1',
    '/api/v1',
    '/version',
    '/healthz',
    '/readyz?verbose',
  ],
  ...['/livez/ping', '/openapi/v2', '/openapi/v3', '/openapi/v3/apis/batch/v1', '/apis/batch/v9/jobs'],
  ...['/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', '/api/v1/watch/namespaces/fuzz/pods'],
  ...[
    '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
  ],
];

const subresources = [
  'status',
  'log',
  'binding',
  'eviction',
  'finalize',
  'exec',
  'scale',
  'constructor',
  'status/x',
];

/** The path of a collection in one of the fuzzer's namespaces, in all of them, or on its own. */
export function collectionPath(chance: Chance): string {
  if (chance.odds(0.15)) return chance.pick(collections.whole);
  const namespace = chance.odds(0.9) ? `namespaces/${chance.pick(fuzzNamespaces)}/` : '';
  return chance.pick(collections.namespaced).replace('@/', namespace);
}

/** Any path: of a collection, an object, a subresource, something that is no resource, or nothing at all. */
export function anyPath(chance: Chance, seen: Seen): string {
  switch (chance.below(6)) {
    case 0:
      return chance.pick(systemPaths);
    case 1:
      return `${collectionPath(chance)}/${segment(chance.pick(oddTexts))}`;
    case 2:
      return `${objectPath(chance, seen)}/${chance.pick(subresources)}`;
    case 3:
      return twisted(chance, collectionPath(chance));
    case 4:
      return objectPath(chance, seen);
    default:
      return collectionPath(chance);
  }
}

function objectPath(chance: Chance, seen: Seen): string {
  return seen.objects.length > 0 ? chance.pick(seen.objects).path : `${collectionPath(chance)}/a`;
}

function twisted(chance: Chance, path: string): string {
  const parts = path.split('/');
  const at = 1 + chance.below(parts.length - 1);
  parts.splice(at, chance.below(2), segment(chance.pick(oddTexts)));
  return parts.join('/');
}

/** A text as a segment of a path; now and then with escapes that are none. */
function segment(text: string): string {
  const wellFormed = withoutHalves(text);
  return wellFormed.length === 5 ? '%zz%' : encodeURIComponent(wellFormed);
}

/** A text that URLs can carry: without halves of surrogate pairs. */
function withoutHalves(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '');
}

type Values = readonly string[];

const switches: Values = ['true', 'false', '1', '0', '', 'yes', 'FALSE', 'null'];
const integers: Values = [
  '0',
  '1',
  '2',
  '-1',
  '+3',
  '500',
  'abc',
  '1.5',
  '',
  '9223372036854775808',
  '99999999999999999999',
];
const selectors: Values = [
  ...[
    'a',
    'a=b',
    'a!=b',
    '!a',
    'a in (b,c)',
    'a notin ()',
    'a>1',
    'a,b,c',
    '=',
    ',',
    'a==',
    '((',
    'a in',
    'é=1',
  ],
  ...[
    'metadata.name=a',
    'metadata.name!=a',
    'metadata.namespace=fuzz',
    'status.phase=Running',
    'x=y',
    'a=\\',
    'a\\,=b',
  ],
  ...['spec.nodeName=', 'status.successful=0', 'involvedObject.kind=Job', 'metadata.name=a,metadata.name=b'],
];

const parameters: Readonly<Record<string, Values>> = {
  labelSelector: selectors,
  fieldSelector: selectors,
  watch: switches,
  allowWatchBookmarks: switches,
  sendInitialEvents: switches,
  resourceVersion: ['', '0', '1', '-1', 'x', '99999999', '9223372036854775808', '1e3', '007'],
  resourceVersionMatch: ['', 'Exact', 'NotOlderThan', 'exact', 'x'],
  timeoutSeconds: integers,
  limit: integers,
  continue: [
    '',
    'x',
    'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0',
    'bnVsbA',
    'W10',
    'IjEi',
    '%00',
  ],
  pretty: switches,
  dryRun: ['All', 'all', '', 'None'],
  fieldManager: ['me', '', 'x'.repeat(129), 'a\u0000b', '😀', 'kubectl'],
  fieldValidation: ['Strict', 'Warn', 'Ignore', 'strict', ''],
  force: switches,
  gracePeriodSeconds: integers,
  orphanDependents: switches,
  propagationPolicy: ['Orphan', 'Background', 'Foreground', 'background', ''],
  includeObject: ['None', 'Metadata', 'Object', 'All', ''],
  container: ['c', '', 'x'],
  follow: switches,
  previous: switches,
  timestamps: switches,
  tailLines: integers,
  limitBytes: integers,
  sinceSeconds: integers,
  sinceTime: ['2026-01-01T00:00:00Z', 'x', ''],
  unknown: ['x'],
  constructor: ['x'],
};
const names = Object.keys(parameters);

/** One parameter of a query, with a value it may have or should not have. */
export function queryParameter(chance: Chance, seen: Seen): string {
  const name = chance.pick(names);
  if (name === 'resourceVersion' && chance.odds(0.6)) return `${name}=${chance.pick(seen.versions)}`;
  if (name === 'continue' && chance.odds(0.6)) return `${name}=${chance.pick(seen.tokens)}`;
  if (chance.odds(0.1)) return `${name}=${encodeURIComponent(withoutHalves(chance.pick(oddTexts)))}`;
  if (chance.odds(0.05)) return `${name}=%zz`;
  return `${name}=${encodeURIComponent(chance.pick(parameters[name]!))}`;
}
