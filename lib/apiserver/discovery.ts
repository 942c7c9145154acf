import { reviews } from './access/reviews';
import type { AnyStrategy, Kinds, Served } from './kinds';
import { parseAccept } from './negotiation';

/** A group version with everything served in it. */
interface GroupVersion {
  group: string;
  version: string;
  resources: readonly ApiResource[];
}

/** One line of an `APIResourceList`. */
interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  verbs: readonly string[];
  shortNames?: readonly string[];
  categories?: readonly string[];
  group?: string;
  version?: string;
  storageVersionHash?: string;
}

/** The discovery documents: all are known when the server starts. */
export interface Discovery {
  groupVersions: readonly GroupVersion[];
  /** The document of `/api`, `/apis`, `/apis/<group>` or a group version; `undefined` where there is none. */
  find(segments: readonly string[]): unknown;
  /** The aggregated document of `/api` or `/apis` in a version of `apidiscovery.k8s.io`. */
  aggregated(root: 'api' | 'apis', version: string): unknown;
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const namespaceVerbs = allVerbs.filter((verb) => verb !== 'deletecollection');
const statusVerbs = ['get', 'patch', 'update'];

/**
 * The subresources besides `status` that are answered; what others a kind may have elsewhere is not promised.
 */
const servedSubresources: ReadonlySet<string> = new Set(['binding', 'eviction', 'finalize', 'log']);

/** The first eight bytes of the SHA-256 of group, version and kind as stored: they tell when a storage version changes. */
const storageHashes: Readonly<Record<string, string>> = {
  ConfigMap: 'qFsyl6wFWjQ=',
  CronJob: 'sd5LIXh4Fjs=',
  Event: 'r2yiGXH7wu8=',
  Job: 'mudhfqk/qZY=',
  Lease: 'gqkMMb/YqFM=',
  Namespace: 'Q3oi5N2YM8M=',
  Node: 'XwShjMxG9Fs=',
  Pod: 'xPOwRZ+Yhw8=',
  Secret: 'S6u1pOWzb84=',
  ServiceAccount: 'pbx9ZvyFpBE=',
};

/** Questions are resources that can be asked and nothing else. */
const reviewGroups: readonly GroupVersion[] = ['authentication.k8s.io', 'authorization.k8s.io'].map(
  (group) => ({
    group,
    version: 'v1',
    resources: reviews
      .filter(({ resource }) => resource.group === group)
      .map(({ resource: { plural: name, singular: singularName, namespaced, kind } }) => ({
        ...{ name, singularName, namespaced, kind },
        verbs: ['create'],
      })),
  }),
);

/** Builds the discovery documents of the kinds that are served. */
export function discoveryOf(kinds: Kinds): Discovery {
  const groupVersions = [...groupVersionsOf(kinds), ...reviewGroups];
  const groups = [...new Set(groupVersions.map(({ group }) => group))].filter(Boolean);
  const groupOf = (name: string) =>
    groupDocument(
      name,
      groupVersions.filter(({ group }) => group === name),
    );
  const documents = new Map<string, unknown>([
    ['api', { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }],
    ['apis', { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf) }],
    ...groups.map((name): [string, unknown] => [
      `apis/${name}`,
      { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(name) },
    ]),
    ...groupVersions.map((served): [string, unknown] => [pathOf(served), resourceList(served)]),
  ]);
  return {
    groupVersions,
    find: (segments) => documents.get(segments.join('/')),
    aggregated: (root, version) => aggregatedDocument(groupVersions, root, version),
  };
}

/**
 * The version of the aggregated document an `Accept` header prefers; `undefined` when it wants the plain one.
 */
export function aggregatedVersion(accept: string): string | undefined {
  for (const { type, parameters } of parseAccept(accept || '*/*')) {
    const { g, v = '', as } = parameters;
    if (type !== 'application/json' && type !== '*/*') continue;
    if (!as) return undefined;
    if (g === 'apidiscovery.k8s.io' && as === 'APIGroupDiscoveryList' && v === 'v2') return v;
  }
  return undefined;
}

function pathOf({ group, version }: Pick<GroupVersion, 'group' | 'version'>): string {
  return group ? `apis/${group}/${version}` : `api/${version}`;
}

function versionText({ group, version }: Pick<GroupVersion, 'group' | 'version'>): string {
  return group ? `${group}/${version}` : version;
}

function groupVersionsOf(kinds: Kinds): GroupVersion[] {
  const byVersion = new Map<string, Served[]>();
  for (const served of kinds.all) {
    const known = byVersion.get(served.apiVersion);
    if (known) known.push(served);
    else byVersion.set(served.apiVersion, [served]);
  }
  return [...byVersion.values()].map((served) => ({
    group: served[0]!.resource.group,
    version: served[0]!.resource.version,
    resources: served.flatMap(resourcesOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
  }));
}

function resourcesOf({ strategy, resource }: Served): ApiResource[] {
  const { plural, singular, kind, namespaced } = resource;
  const { shortNames, categories } = strategy;
  const main: ApiResource = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: plural === 'namespaces' ? namespaceVerbs : allVerbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(storageHashes[kind] ? { storageVersionHash: storageHashes[kind] } : {}),
  };
  return [main, ...subresourcesOf(strategy, resource)];
}

function subresourcesOf(
  { status, subresources = {} }: AnyStrategy,
  resource: Served['resource'],
): ApiResource[] {
  const { plural, kind, namespaced } = resource;
  const below = (name: string) => ({ name: `${plural}/${name}`, singularName: '', namespaced });
  const served = Object.entries(subresources).filter(([name]) => servedSubresources.has(name));
  const own = served.map(([name, { kind, verbs, group, version }]) => ({
    ...below(name),
    kind,
    verbs,
    ...(version ? { group: group ?? '', version } : {}),
  }));
  return status ? [...own, { ...below('status'), kind, verbs: statusVerbs }] : own;
}

function groupDocument(name: string, versions: readonly GroupVersion[]): object {
  const listed = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: listed, preferredVersion: listed[0] };
}

function resourceList(served: GroupVersion): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: versionText(served),
    resources: served.resources,
  };
}

function aggregatedDocument(
  groupVersions: readonly GroupVersion[],
  root: 'api' | 'apis',
  version: string,
): object {
  const chosen = groupVersions.filter(({ group }) => (group === '') === (root === 'api'));
  const groups = [...new Set(chosen.map(({ group }) => group))];
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => ({
      metadata: group ? { name: group } : {},
      versions: chosen
        .filter((served) => served.group === group)
        .map((served) => ({
          version: served.version,
          resources: aggregatedResources(served),
          freshness: 'Current',
        })),
    })),
  };
}

function aggregatedResources({ resources }: GroupVersion): object[] {
  const kindOf = ({ group = '', version = '', kind }: ApiResource) => ({ group, version, kind });
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map((resource) => {
      const below = resources.filter(({ name }) => name.startsWith(`${resource.name}/`));
      const { shortNames, categories } = resource;
      return {
        resource: resource.name,
        responseKind: kindOf(resource),
        scope: resource.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: resource.singularName,
        verbs: resource.verbs,
        ...(shortNames ? { shortNames } : {}),
        ...(categories ? { categories } : {}),
        ...(below.length > 0
          ? {
              subresources: below.map((sub) => ({
                subresource: sub.name.slice(resource.name.length + 1),
                responseKind: kindOf(sub),
                verbs: sub.verbs,
              })),
            }
          : {}),
      };
    });
}
