import { definitions, type Schema } from '../../resources/schema/definitions';
import { reviews } from '../access/reviews';
import type { Discovery } from '../discovery';
import { bytesOf } from '../encode';
import type { Kinds, Served } from '../kinds';
import { pathsOf, reviewPath, rootPath } from './paths';
import { encodeSwagger, swaggerOf } from './swagger';

/** A document as it is sent, and the digest clients keep it by. */
export interface Document {
  bytes: Uint8Array<ArrayBuffer>;
  digest: string;
}

/** The OpenAPI documents of the kinds that are served. */
export interface OpenApi {
  /** The index of `/openapi/v3`. */
  index(): Document;
  /** The document of one group version, by its path (`apis/batch/v1`); `undefined` where there is none. */
  document(path: string): Document | undefined;
  /** The one document of `/openapi/v2`. */
  swagger(): Document;
  /** The same in protobuf. */
  swaggerProtobuf(): Document;
}

/** Makes the OpenAPI documents. They are built when first asked for. */
export function openApiOf(kinds: Kinds, discovery: Discovery, version: string): OpenApi {
  const info = { title: 'Kubernetes', version };
  const paths = discovery.groupVersions.map(({ group, version: name }) =>
    group ? `apis/${group}/${name}` : `api/${name}`,
  );
  const documents = new Map(
    paths.map((path) => [path, once(() => jsonOf(versionDocument(kinds, path, info)))]),
  );
  return {
    index: once(() => {
      const urlOf = (path: string) => `/openapi/v3/${path}?hash=${documents.get(path)!().digest}`;
      return jsonOf({
        paths: Object.fromEntries(paths.map((path) => [path, { serverRelativeURL: urlOf(path) }])),
      });
    }),
    document: (path) => documents.get(path)?.(),
    swagger: once(() => jsonOf(swaggerOf(version))),
    swaggerProtobuf: once(() => encodeSwagger(swaggerOf(version))),
  };
}

function jsonOf(value: object): Uint8Array<ArrayBuffer> {
  return bytesOf(JSON.stringify(value));
}

function once(build: () => Uint8Array<ArrayBuffer>): () => Document {
  let built: Document | undefined;
  return () => {
    if (built) return built;
    const bytes = build();
    built = { bytes, digest: digestOf(bytes) };
    return built;
  };
}

function versionDocument(kinds: Kinds, path: string, info: object): object {
  const served = kinds.all.filter(({ resource }) => pathOfVersion(resource) === path);
  const asked = reviews.filter(({ resource }) => pathOfVersion(resource) === path);
  const items = [rootPath(path), ...served.flatMap(pathsOf), ...asked.map(reviewPath)];
  const paths = Object.fromEntries(items.sort(([a], [b]) => (a < b ? -1 : 1)));
  return { openapi: '3.0.0', info, paths, components: { schemas: schemasOf(served, paths) } };
}

/** A short digest (FNV-1a): clients keep a document for as long as its digest stays. */
export function digestOf(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function pathOfVersion({ group, version }: Served['resource']): string {
  return group ? `apis/${group}/${version}` : `api/${version}`;
}

/**
 * The definitions the paths of a group version refer to, with all these refer to. A kind under an alias is listed under that
 * version, too.
 */
function schemasOf(served: readonly Served[], paths: object): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const takeAll = (value: object) => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      const schema = definitions[name!];
      if (!schema || found[name!]) continue;
      found[name!] = schema;
      takeAll(schema);
    }
  };
  takeAll(paths);
  for (const { schema, resource } of served) {
    const { group, version, kind } = resource;
    const known = found[schema];
    if (!known) continue;
    found[schema] = { ...known, 'x-kubernetes-group-version-kind': [{ group, kind, version }] };
  }
  return found;
}
