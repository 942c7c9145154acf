import type { Review } from '../access/reviews';
import type { Served } from '../kinds';
import { queryParameters } from './parameters';

const mediaTypes = ['application/json', 'application/yaml'];
const watchTypes = [...mediaTypes, 'application/json;stream=watch'];
const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const listParameters = [...queryParameters('watch'), ...queryParameters('collection')];

type Operation = Record<string, unknown>;
type PathItem = Record<string, Operation | object[]>;

/** What an operation is about: a kind in a version, and the word for its scope. */
interface Subject {
  group: string;
  version: string;
  kind: string;
  /** `Namespaced`, or nothing. */
  scope: string;
}

/** The path that lists the resources of a group version. */
export function rootPath(path: string): [string, PathItem] {
  const parts = path.split('/');
  const group = parts[0] === 'api' ? '' : parts[1]!;
  const version = parts.at(-1)!;
  const get = {
    description: 'get available resources',
    operationId: `get${prefix({ group, version })}APIResources`,
    tags: [tag({ group, version })],
    responses: answers(`${meta}.APIResourceList`, '200'),
  };
  return [`/${path}/`, { get }];
}

/** The path under which a review is asked. */
export function reviewPath({ resource, schema }: Review): [string, PathItem] {
  const { group, version, kind, plural, namespaced } = resource;
  const subject = { group, version, kind, scope: namespaced ? 'Namespaced' : '' };
  const item: PathItem = {
    parameters: [...queryParameters('write'), ...pathParameters({ resource }, false)],
    post: postOperation(subject, schema),
  };
  return [`/apis/${group}/${version}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}`, item];
}

/** The paths of a kind that is served. */
export function pathsOf(served: Served): [string, PathItem][] {
  const { resource, strategy } = served;
  const base = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`;
  const scope = resource.namespaced ? '/namespaces/{namespace}' : '';
  const collection = `${scope}/${resource.plural}`;
  const object = `${collection}/{name}`;
  const subject = subjectOf(served);
  const items: [string, PathItem][] = [
    [base + collection, collectionItem(served)],
    [base + object, objectItem(served)],
    [`${base}/watch${collection}`, watchItem(served, false)],
    [`${base}/watch${object}`, watchItem(served, true)],
  ];
  if (resource.namespaced) {
    const watched = `watch${prefix(subject)}${resource.kind}ListForAllNamespaces`;
    items.push(
      [`${base}/${resource.plural}`, { get: listOperation(served, 'ForAllNamespaces') }],
      [
        `${base}/watch/${resource.plural}`,
        {
          parameters: [...listParameters, ...queryParameters('all')],
          get: watchOperation(subject, 'watchlist', watched),
        },
      ],
    );
  }
  if (strategy.status) items.push([`${base}${object}/status`, statusItem(served)]);
  for (const name of Object.keys(strategy.subresources ?? {})) {
    items.push([`${base}${object}/${name}`, subresourceItem(served, name)]);
  }
  return items;
}

function collectionItem(served: Served): PathItem {
  const subject = subjectOf(served);
  const { kind, plural } = served.resource;
  const item = {
    parameters: pathParameters(served, false),
    get: listOperation(served, ''),
    post: { parameters: queryParameters('write'), ...postOperation(subject, served.schema) },
  };
  if (plural === 'namespaces') return item;
  const operationId = `delete${prefix(subject)}Collection${subject.scope}${kind}`;
  return {
    ...item,
    delete: {
      ...operation(subject, 'deletecollection', operationId, `delete collection of ${kind}`),
      parameters: [...queryParameters('collection'), ...queryParameters('delete')],
      requestBody: body(`${meta}.DeleteOptions`, { required: false }),
      responses: answers(`${meta}.Status`, '200'),
    },
  };
}

function objectItem(served: Served): PathItem {
  const { strategy, schema, resource } = served;
  const subject = subjectOf(served);
  const answersObject = strategy.answersDeletedObject || strategy.gracePeriodSeconds;
  const answered = answersObject ? schema : `${meta}.Status`;
  return {
    parameters: pathParameters(served, true),
    ...readAndWrite(served, ''),
    delete: {
      ...operation(subject, 'delete', operationId('delete', subject), `delete a ${resource.kind}`),
      parameters: queryParameters('delete'),
      requestBody: body(`${meta}.DeleteOptions`, { required: false }),
      responses: answers(answered, '200', '202'),
    },
  };
}

function statusItem(served: Served): PathItem {
  return { parameters: pathParameters(served, true), ...readAndWrite(served, 'status') };
}

function watchItem(served: Served, isNamed: boolean): PathItem {
  const subject = subjectOf(served);
  const id = operationId('watch', subject, isNamed ? '' : 'List');
  return {
    parameters: [...pathParameters(served, isNamed), ...listParameters],
    get: watchOperation(subject, isNamed ? 'watch' : 'watchlist', id),
  };
}

function watchOperation(subject: Subject, action: string, id: string): Operation {
  const what = action === 'watch' ? `an object of kind ${subject.kind}` : `a list of ${subject.kind}`;
  return {
    ...operation(subject, action, id, `watch changes to ${what}. deprecated: use the 'watch' parameter`),
    responses: answersIn(watchTypes, `${meta}.WatchEvent`, '200'),
  };
}

/** A subresource besides `status`: one is read, one replaced, the others are created. */
function subresourceItem(served: Served, name: string): PathItem {
  const { strategy, resource, schema } = served;
  const { kind, verbs, group = resource.group, version = resource.version } = strategy.subresources![name]!;
  const parameters = pathParameters(served, true);
  const own = subjectOf(served);
  const subject = { ...own, kind, group, version };
  const idOf = (verb: string) => operationId(verb, own, capital(name));
  if (verbs.includes('get')) {
    const get = {
      ...operation(subject, 'get', idOf('read'), `read ${name} of the specified ${resource.kind}`),
      responses: {
        '200': { description: 'OK', content: { 'text/plain': { schema: { type: 'string' } } } },
        '401': unauthorized,
      },
    };
    return { parameters: [...queryParameters('log'), ...parameters], get };
  }
  if (verbs.includes('update')) {
    const put = {
      ...operation(subject, 'put', idOf('replace'), `replace ${name} of the specified ${resource.kind}`),
      requestBody: body(schema),
      responses: answers(schema, '200', '201'),
    };
    return { parameters: [...queryParameters('write'), ...parameters], put };
  }
  const definition = `io.k8s.api.${group || 'core'}.${version}.${kind}`;
  const post = {
    ...operation(subject, 'post', idOf('create'), `create ${name} of a ${resource.kind}`),
    requestBody: body(definition),
    responses: answers(definition, '200', '201', '202'),
  };
  return { parameters: [...queryParameters('write'), ...parameters], post };
}

function readAndWrite(served: Served, subresource: '' | 'status'): PathItem {
  const { schema } = served;
  const subject = subjectOf(served);
  const idOf = (verb: string) => operationId(verb, subject, capital(subresource));
  const what = `${subresource ? `${subresource} of ` : ''}the specified ${subject.kind}`;
  return {
    get: {
      ...operation(subject, 'get', idOf('read'), `read ${what}`),
      responses: answers(schema, '200'),
    },
    put: {
      ...operation(subject, 'put', idOf('replace'), `replace ${what}`),
      parameters: queryParameters('write'),
      requestBody: body(schema),
      responses: answers(schema, '200', '201'),
    },
    patch: {
      ...operation(subject, 'patch', idOf('patch'), `partially update ${what}`),
      parameters: [...queryParameters('write'), ...queryParameters('patch')],
      requestBody: body(`${meta}.Patch`, { types: patchTypes }),
      responses: answers(schema, '200', '201'),
    },
  };
}

function postOperation(subject: Subject, schema: string): Operation {
  const { kind } = subject;
  return {
    ...operation(subject, 'post', operationId('create', subject), `create ${article(kind)} ${kind}`),
    requestBody: body(schema),
    responses: answers(schema, '200', '201', '202'),
  };
}

function listOperation(served: Served, suffix: string): Operation {
  const { kind } = served.resource;
  const own = subjectOf(served);
  const subject = suffix ? { ...own, scope: '' } : own;
  return {
    ...operation(
      subject,
      'list',
      operationId('list', subject, suffix),
      `list or watch objects of kind ${kind}`,
    ),
    parameters: listParameters,
    responses: answersIn(watchTypes, `${served.schema}List`, '200'),
  };
}

function operation(
  { group, version, kind, ...rest }: Subject,
  action: string,
  id: string,
  description: string,
): Operation {
  return {
    description,
    operationId: id,
    tags: [tag({ group, version, ...rest })],
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, kind, version },
  };
}

function operationId(verb: string, subject: Subject, suffix = ''): string {
  return `${verb}${prefix(subject)}${subject.scope}${subject.kind}${suffix}`;
}

function subjectOf({ resource: { group, version, kind, namespaced } }: Served): Subject {
  return { group, version, kind, scope: namespaced ? 'Namespaced' : '' };
}

/** `BatchV1`: the group and version in the ids of operations. */
function prefix({ group, version }: Pick<Subject, 'group' | 'version'>): string {
  return capital(group.split('.')[0] || 'core') + capital(version);
}

function tag({ group, version }: Pick<Subject, 'group' | 'version'>): string {
  return `${group.split('.')[0] || 'core'}_${version}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function article(noun: string): string {
  return /^[AEIOU]/i.test(noun) ? 'an' : 'a';
}

function content(schema: string, types: readonly string[]): object {
  const reference = { schema: { $ref: `#/components/schemas/${schema}` } };
  return Object.fromEntries(types.map((type) => [type, reference]));
}

function body(
  schema: string,
  { types = ['*/*'], required = true }: { types?: readonly string[]; required?: boolean } = {},
): object {
  return { content: content(schema, types), ...(required ? { required } : {}) };
}

const codeWords: Record<string, string> = { '200': 'OK', '201': 'Created', '202': 'Accepted' };
const unauthorized = { description: 'Unauthorized' };

function answers(schema: string, ...codes: string[]): object {
  return answersIn(mediaTypes, schema, ...codes);
}

function answersIn(types: readonly string[], schema: string, ...codes: string[]): object {
  const answer = (code: string) => ({ description: codeWords[code], content: content(schema, types) });
  return Object.fromEntries([...codes.map((code) => [code, answer(code)]), ['401', unauthorized]]);
}

function pathParameters({ resource }: Pick<Served, 'resource'>, isNamed: boolean): object[] {
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
