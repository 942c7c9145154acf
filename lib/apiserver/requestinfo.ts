import type { Attributes } from './access/rbac';
import { flag } from './options';

/** What a URL path names, before it is known whether that exists. */
export type PathInfo =
  | ResourcePath
  /** Not below `/api/<version>` or `/apis/<group>/<version>`. */
  | { isResource: false; segments: readonly string[] };

export interface ResourcePath {
  isResource: true;
  group: string;
  version: string;
  /** Behind the old `/watch/` prefix. */
  isLegacyWatch: boolean;
  namespace: string | undefined;
  plural: string;
  name: string | undefined;
  subresource: string;
}

/**
 * Takes a path apart as the API server's request info does: `/api/v1/…`, `/apis/<group>/<version>/…`, with
 * `namespaces/<namespace>/` before the collection, and behind it a name and a subresource.
 */
export function parsePath(pathname: string): PathInfo {
  const segments = pathname.split('/').filter(Boolean).map(decodeSegment);
  const [root, ...rest] = segments;
  const other: PathInfo = { isResource: false, segments };
  if (root === 'api') return rest.length > 1 ? resourcePath('', rest[0]!, rest.slice(1)) : other;
  if (root === 'apis') return rest.length > 2 ? resourcePath(rest[0]!, rest[1]!, rest.slice(2)) : other;
  return other;
}

const verbs: Record<string, string | undefined> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/**
 * What a request wants, in the words of authorization. A list or watch that asks for one object by a field
 * selector names it; the verb of an unknown method is empty.
 */
export function attributesOf(
  method: string,
  pathname: string,
  query: URLSearchParams,
  path: PathInfo,
): Attributes {
  if (!path.isResource) {
    return { isResource: false, verb: method.toLowerCase(), path: decodeSegment(pathname) };
  }
  const { name = '' } = path;
  const verb = path.isLegacyWatch ? 'watch' : (verbs[method] ?? '');
  if (name) return resourceAttributes(path, verb, name);
  if (verb === 'delete') return resourceAttributes(path, 'deletecollection', name);
  if (verb !== 'get') return resourceAttributes(path, verb, name);
  return resourceAttributes(path, flag(query, 'watch') ? 'watch' : 'list', selectedName(query));
}

function resourceAttributes(path: ResourcePath, verb: string, name: string): Attributes {
  const { group, plural: resource, namespace = '' } = path;
  const [subresource = ''] = path.subresource ? path.subresource.split('/') : [];
  // A namespace is in itself.
  const isNamespace = resource === 'namespaces' && namespace === '';
  const where = isNamespace ? (path.name ?? '') : namespace;
  return { isResource: true, verb, group, resource, subresource, namespace: where, name };
}

/** The name a field selector asks for, if it could stand in a path. */
function selectedName(query: URLSearchParams): string {
  const terms = (query.get('fieldSelector') ?? '').split(',');
  for (const term of terms) {
    const [, name] = /^metadata\.name==?([^=].*)$/.exec(term) ?? [];
    if (name && name !== '.' && name !== '..' && !/[/%]/.test(name)) return name;
  }
  return '';
}

/** The parts of `namespaces/x/…` that belong to the namespace object itself. */
const namespaceSubresources = new Set(['status', 'finalize']);

function resourcePath(group: string, version: string, parts: readonly string[]): ResourcePath {
  const isLegacyWatch = parts[0] === 'watch' && parts.length > 1;
  let rest = isLegacyWatch ? parts.slice(1) : parts;
  let namespace: string | undefined;
  if (rest[0] === 'namespaces' && rest.length > 2 && !namespaceSubresources.has(rest[2]!)) {
    namespace = rest[1];
    rest = rest.slice(2);
  }
  const [plural = '', name, ...below] = rest;
  return {
    isResource: true,
    group,
    version,
    isLegacyWatch,
    namespace,
    plural,
    name,
    subresource: below.join('/'),
  };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
