import { definitions, type Schema } from '../resources/schema/definitions';
import type { Discovery } from './discovery';
import type { Kinds, Served } from './kinds';
import { queryParameters } from './openapiparameters';
import { encodeSwagger, swaggerOf } from './openapiv2';
import { type Review, reviews } from './reviews';

const mediaTypes = ['application/json', 'application/yaml'];
const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** The OpenAPI documents of the kinds that are served. */
export interface OpenApi {
  /** The index of `/openapi/v3`. */
  index(): object;
  /** The document of one group version, by its path (`apis/batch/v1`); `undefined` where there is none. */
  document(path: string): object | undefined;
  /** The one document of `/openapi/v2`. */
  swagger(): object;
  /** The same in protobuf. */
  swaggerBytes(): Uint8Array<ArrayBuffer>;
}

/** Whatever has a name in URLs. */
type Named = Pick<Served, 'resource'>;
type Operation = Record<string, unknown>;
type PathItem = Record<string, Operation | object[]>;

/** Makes the OpenAPI documents. They are built when first asked for. */
export function openApiOf(kinds: Kinds, discovery: Discovery, version: string): OpenApi {
  const built = new Map<string, object>();
  let hash: string | undefined;
  const paths = discovery.groupVersions.map(({ group, version: name }) =>
    group ? `apis/${group}/${name}` : `api/${name}`,
  );
  const build = (path: string) => {
    const served = kinds.all.filter(({ resource }) => pathOfVersion(resource) === path);
    const asked = reviews.filter(({ resource }) => pathOfVersion(resource) === path);
    return {
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version },
      paths: Object.fromEntries([...served.flatMap(pathsOf), ...asked.map(reviewPath)]),
      components: { schemas: schemasOf(served, asked) },
    };
  };
  return {
    index() {
      hash ??= digestOf(version + JSON.stringify(definitions));
      const entries = paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }]);
      return { paths: Object.fromEntries(entries) };
    },
    document(path) {
      if (!paths.includes(path)) return undefined;
      const document = built.get(path) ?? build(path);
      built.set(path, document);
      return document;
    },
    swagger: () => swaggerOf(version),
    swaggerBytes: () => encodeSwagger(swaggerOf(version)),
  };
}

/** A short digest of a text (FNV-1a): clients keep a document for as long as its digest stays. */
export function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function pathOfVersion({ group, version }: Served['resource']): string {
  return group ? `apis/${group}/${version}` : `api/${version}`;
}

/**
 * The definitions a group version needs, with all they refer to. A kind under an alias is listed under that
 * version, too.
 */
function schemasOf(served: readonly Served[], asked: readonly Review[]): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const take = (name: string) => {
    const schema = definitions[name];
    if (!schema || found[name]) return;
    found[name] = schema;
    for (const [, reference] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      take(reference!);
    }
  };
  for (const { schema } of served) {
    take(schema);
    take(`${schema}List`);
  }
  for (const { schema } of asked) take(schema);
  for (const name of [`${meta}.DeleteOptions`, `${meta}.Status`, `${meta}.Patch`]) take(name);
  for (const { schema, resource } of served) {
    const { group, version, kind } = resource;
    const known = found[schema];
    if (!known) continue;
    found[schema] = { ...known, 'x-kubernetes-group-version-kind': [{ group, kind, version }] };
  }
  return found;
}

function pathsOf(served: Served): [string, PathItem][] {
  const { resource, strategy } = served;
  const base = `/${pathOfVersion(resource)}`;
  const scope = resource.namespaced ? `${base}/namespaces/{namespace}` : base;
  const collection = `${scope}/${resource.plural}`;
  const items: [string, PathItem][] = [
    [collection, collectionItem(served)],
    [`${collection}/{name}`, objectItem(served)],
  ];
  if (resource.namespaced) {
    items.push([`${base}/${resource.plural}`, { get: listOperation(served, 'ForAllNamespaces') }]);
  }
  if (strategy.status) items.push([`${collection}/{name}/status`, statusItem(served)]);
  return items;
}

function reviewPath({ resource, schema }: Review): [string, PathItem] {
  const place = resource.namespaced ? '/namespaces/{namespace}' : '';
  const subject = `${prefix({ resource })}${scopeWord({ resource })}${resource.kind}`;
  const post = {
    ...operation({ resource }, 'post', `create${subject}`, 'create a'),
    requestBody: body(schema),
    responses: answers(schema, '200', '201', '202'),
  };
  const parameters = [...queryParameters('write'), ...pathParameters({ resource }, false)];
  return [`/${pathOfVersion(resource)}${place}/${resource.plural}`, { parameters, post }];
}

function collectionItem(served: Served): PathItem {
  const scope = scopeWord(served);
  return {
    parameters: pathParameters(served, false),
    get: listOperation(served, ''),
    post: {
      ...operation(served, 'post', `create${prefix(served)}${scope}${served.resource.kind}`, 'create a'),
      parameters: queryParameters('write'),
      requestBody: body(served.schema),
      responses: { ...answers(served.schema, '200', '201') },
    },
    delete: {
      ...operation(
        served,
        'deletecollection',
        `delete${prefix(served)}Collection${scope}${served.resource.kind}`,
        'delete collection of',
      ),
      parameters: [...queryParameters('list'), ...queryParameters('delete')],
      requestBody: body(`${meta}.DeleteOptions`),
      responses: answers(`${meta}.Status`, '200'),
    },
  };
}

function objectItem(served: Served): PathItem {
  return {
    parameters: pathParameters(served, true),
    ...readAndWrite(served, ''),
    delete: {
      ...operation(
        served,
        'delete',
        `delete${prefix(served)}${scopeWord(served)}${served.resource.kind}`,
        'delete a',
      ),
      parameters: queryParameters('delete'),
      requestBody: body(`${meta}.DeleteOptions`),
      responses: answers(`${meta}.Status`, '200', '202'),
    },
  };
}

function statusItem(served: Served): PathItem {
  return { parameters: pathParameters(served, true), ...readAndWrite(served, 'Status') };
}

function readAndWrite(served: Served, suffix: string): PathItem {
  const subject = `${prefix(served)}${scopeWord(served)}${served.resource.kind}${suffix}`;
  const { schema } = served;
  return {
    get: {
      ...operation(served, 'get', `read${subject}`, 'read the specified'),
      responses: answers(schema, '200'),
    },
    put: {
      ...operation(served, 'put', `replace${subject}`, 'replace the specified'),
      parameters: queryParameters('write'),
      requestBody: body(schema),
      responses: answers(schema, '200', '201'),
    },
    patch: {
      ...operation(served, 'patch', `patch${subject}`, 'partially update the specified'),
      parameters: [...queryParameters('write'), ...queryParameters('patch')],
      requestBody: body(`${meta}.Patch`, patchTypes),
      responses: answers(schema, '200', '201'),
    },
  };
}

function listOperation(served: Served, suffix: string): Operation {
  const scope = suffix ? '' : scopeWord(served);
  return {
    ...operation(
      served,
      'list',
      `list${prefix(served)}${scope}${served.resource.kind}${suffix}`,
      'list or watch objects of kind',
    ),
    parameters: queryParameters('list'),
    responses: answers(`${served.schema}List`, '200'),
  };
}

function operation({ resource }: Named, action: string, operationId: string, verb: string): Operation {
  const { group, version, kind } = resource;
  return {
    description: `${verb} ${kind}`,
    operationId,
    tags: [`${group.split('.')[0] || 'core'}_${version}`],
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, kind, version },
  };
}

/** `BatchV1`: the group and version in the ids of operations. */
function prefix({ resource: { group, version } }: Named): string {
  return capital(group.split('.')[0] || 'core') + capital(version);
}

function scopeWord({ resource }: Named): string {
  return resource.namespaced ? 'Namespaced' : '';
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function content(schema: string, types: readonly string[]): object {
  const reference = { schema: { $ref: `#/components/schemas/${schema}` } };
  return Object.fromEntries(types.map((type) => [type, reference]));
}

function body(schema: string, types: readonly string[] = ['*/*']): object {
  return { content: content(schema, types), required: true };
}

const codeWords: Record<string, string> = { '200': 'OK', '201': 'Created', '202': 'Accepted' };

function answers(schema: string, ...codes: string[]): object {
  const answer = (code: string) => ({
    description: codeWords[code],
    content: content(schema, mediaTypes),
  });
  return Object.fromEntries([
    ...codes.map((code) => [code, answer(code)]),
    ['401', { description: 'Unauthorized' }],
  ]);
}

function pathParameters({ resource }: Named, isNamed: boolean): object[] {
  const parameter = (name: string, description: string) => ({
    ...{ name, description, in: 'path', required: true },
    schema: { type: 'string', uniqueItems: true },
  });
  return [
    ...(isNamed ? [parameter('name', `name of the ${resource.kind}`)] : []),
    ...(resource.namespaced ? [parameter('namespace', 'the namespace of the objects')] : []),
    ...queryParameters('all'),
  ];
}
