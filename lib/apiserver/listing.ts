import type { KubeObject, ListMeta } from '../meta/object';
import { quoteText } from '../meta/quote';
import { matches } from '../meta/selector';
import { CompactedError, type Listed, type Store } from '../store/store';
import { integerProblem } from './bodies/gointeger';
import { scanJson } from './bodies/jsonscan';
import { badRequest, expired, serverError, tooNew } from './errors';
import { matchesFields } from './fieldselector';
import { keyOf, prefixOf, type Served } from './kinds';
import type { ListQuery } from './options';

/** What of a query chooses objects. */
export type Selection = Pick<ListQuery, 'labels' | 'fields'>;

/** A collection as it is listed: objects as they are stored. */
export interface Listing {
  metadata: ListMeta;
  items: readonly KubeObject[];
}

const namePart = '\0';

/** Whether an object is selected; `undefined` when everything is. */
export function selectorOf({ labels, fields }: Selection): ((object: KubeObject) => boolean) | undefined {
  if (labels.length === 0 && fields.terms.length === 0) return undefined;
  return (object) => matches(labels, object.metadata.labels) && matchesFields(fields, object);
}

/**
 * Reads a collection at the version asked for, a page of it where a limit is given. 400 for an unreadable
 * version or token, 410 for a past that is forgotten, 504 for a version that has not come yet. Answers when
 * what it shows cannot be lost.
 */
export async function listObjects(
  store: Store,
  served: Served,
  namespace: string | undefined,
  query: ListQuery,
): Promise<Listing> {
  const page = startOf(store, served, namespace, query);
  const listing =
    query.fields.name !== undefined && page.at === undefined && page.start === undefined
      ? findNamed(store, served, namespace, query)
      : readPage(store, served, namespace, query, page);
  await store.durable(Number(listing.metadata.resourceVersion));
  return listing;
}

interface Page {
  /** The past to read; now when left out. */
  at: number | undefined;
  /** Where to start; at the beginning when left out. */
  start: string | undefined;
}

function startOf(store: Store, served: Served, namespace: string | undefined, query: ListQuery): Page {
  const { resourceVersion, match, limit, continueToken } = query;
  if (continueToken) {
    if (resourceVersion && resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    const { revision, start } = readToken(continueToken);
    if (revision > store.revision) throw tooNew(revision, store.revision);
    const at = revision < 0 || revision === store.revision ? undefined : revision;
    return { at, start: prefixOf(served, namespace) + start };
  }
  if (!resourceVersion || resourceVersion === '0') return { at: undefined, start: undefined };
  const revision = readVersion(resourceVersion, 'list');
  const isExact = match === 'Exact' || (match === '' && limit > 0);
  if (isExact && revision > store.revision) throw tooNew(revision, store.revision);
  expectVersion(revision, store);
  return { at: isExact && revision < store.revision ? revision : undefined, start: undefined };
}

/** Refuses (504) a version that has not come yet; who asks for at least that one may ask again. */
export function expectVersion(revision: number, store: Store): void {
  if (revision > store.revision) throw tooNew(revision, store.revision, 1);
}

/**
 * Reads a resource version; a list answers 400 for what is none, reads of one object and watches 500, as
 * Kubernetes does.
 */
export function readVersion(text: string, verb: 'list' | 'get'): number {
  const parsing = integerProblem('ParseUint', text);
  if (!parsing) return Number(text);
  const quoted = quoteText(text);
  const why = `resourceVersion: Invalid value: ${quoted}: ${parsing}`;
  throw verb === 'list' ? badRequest(`invalid resource version: ${why}`) : serverError(why);
}

function findNamed(store: Store, served: Served, namespace: string | undefined, query: ListQuery): Listing {
  const metadata = { resourceVersion: String(store.revision) };
  const select = selectorOf(query);
  const name = query.fields.name!;
  if (served.resource.namespaced && !namespace) {
    const all = store.list(prefixOf(served, undefined)).items.map(({ object }) => object);
    return { metadata, items: all.filter((object) => object.metadata.name === name && select?.(object)) };
  }
  const found = store.get(keyOf(served, namespace, name));
  return { metadata, items: found && select?.(found.object) ? [found.object] : [] };
}

function readPage(
  store: Store,
  served: Served,
  namespace: string | undefined,
  query: ListQuery,
  { at, start }: Page,
): Listing {
  const prefix = prefixOf(served, namespace);
  const select = selectorOf(query);
  const limit = query.limit > 0 ? query.limit : undefined;
  const listed = readStore(store, prefix, start, at, select ? undefined : limit);
  const metadata: ListMeta = { resourceVersion: String(listed.revision) };
  if (!select) {
    if (listed.next !== undefined) {
      metadata.continue = writeToken(listed.revision, listed.next.slice(prefix.length));
      metadata.remainingItemCount = listed.remaining;
    }
    return { metadata, items: listed.items.map(({ object }) => object) };
  }
  const items: KubeObject[] = [];
  for (const [position, { key, object }] of listed.items.entries()) {
    if (!select(object)) continue;
    items.push(object);
    if (items.length === limit && position < listed.items.length - 1) {
      metadata.continue = writeToken(listed.revision, key.slice(prefix.length) + namePart);
      break;
    }
  }
  return { metadata, items };
}

function readStore(
  store: Store,
  prefix: string,
  start: string | undefined,
  at: number | undefined,
  limit: number | undefined,
): Listed {
  try {
    return store.list(prefix, { start, at, limit });
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    if (start === undefined) throw expired('The resourceVersion for the provided list is too old.');
    throw expired(tokenTooOld, writeToken(-1, start.slice(prefix.length)));
  }
}

const tokenTooOld =
  'The provided continue parameter is too old to display a consistent list result. ' +
  'You can start a new list without the continue parameter, or use the continue token in this response to ' +
  'retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - ' +
  'objects that were created, modified, or deleted between the time the first chunk was returned and now may ' +
  'show up in the list.';

/**
 * A token holds the revision of the first page (−1: whatever is there now) and where the next page starts.
 */
function writeToken(revision: number, start: string): string {
  const bytes = new TextEncoder().encode(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start }));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function readToken(token: string): { revision: number; start: string } {
  try {
    return checkToken(parseToken(token));
  } catch (error) {
    throw badRequest(`invalid continue token: continue key is not valid: ${(error as Error).message}`);
  }
}

function parseToken(token: string): { v?: string; rv?: number; start?: string } {
  const wrong = /[^A-Za-z0-9_-]/.exec(token);
  const at = wrong?.index ?? (token.length % 4 === 1 ? token.length - 1 : -1);
  if (at >= 0) throw new Error(`illegal base64 data at input byte ${at}`);
  const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const text = new TextDecoder().decode(bytes);
  scanJson(text);
  return JSON.parse(text) as { v?: string; rv?: number; start?: string };
}

/** The checks of `DecodeContinue`; a start that climbs in the hierarchy is none. */
function checkToken({ v = '', rv = 0, start = '' }: { v?: string; rv?: number; start?: string }) {
  if (v !== 'meta.k8s.io/v1') throw new Error(`server does not recognize this encoded version ${v}`);
  if (rv === 0) throw new Error('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (start === '') throw new Error('encoded start key empty (version meta.k8s.io/v1)');
  if (/(^|\/)(\.{0,2})(\/|$)/.test(start.replace(/^\//, ''))) throw new Error(start);
  return { revision: rv, start: start.replace(/^\//, '') };
}
