import type { KubeObject, ListMeta } from '../meta/object';
import { matches } from '../meta/selector';
import { CompactedError, type Listed, type Store } from '../store/store';
import { badRequest, expired, serverError, tooNew } from './errors';
import { matchesFields } from './fieldselector';
import { integerProblem } from './gointeger';
import { keyOf, prefixOf, type Served } from './kinds';
import type { ListQuery } from './options';

/** What of a query chooses objects. */
export type Selection = Pick<ListQuery, 'labels' | 'fields'>;

/** A collection as it is listed: objects as they are stored. */
export interface Listing {
  metadata: ListMeta;
  items: readonly KubeObject[];
  /** There were objects, and none was selected: Go writes this list as `null`. */
  isNull?: boolean;
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
    const at = revision < 0 || revision === store.revision ? undefined : revision;
    return { at, start: prefixOf(served, namespace) + start };
  }
  if (!resourceVersion || resourceVersion === '0') return { at: undefined, start: undefined };
  const revision = readVersion(resourceVersion, 'list');
  if (revision > store.revision) throw tooNew(revision, store.revision);
  const isExact = match === 'Exact' || (match === '' && limit > 0);
  return { at: isExact && revision < store.revision ? revision : undefined, start: undefined };
}

/**
 * Reads a resource version; a list answers 400 for what is none, reads of one object and watches 500, as
 * Kubernetes does.
 */
export function readVersion(text: string, verb: 'list' | 'get'): number {
  const parsing = integerProblem('ParseUint', text);
  if (!parsing) return Number(text);
  const quoted = JSON.stringify(text);
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
  return { metadata, items, isNull: items.length === 0 && listed.items.length > 0 };
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
    const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
    const { v, rv, start } = JSON.parse(text) as { v?: string; rv?: number; start?: string };
    if (v !== 'meta.k8s.io/v1' || typeof rv !== 'number' || !start || start.includes('..')) {
      throw new Error('incorrect encoded start key');
    }
    return { revision: rv, start };
  } catch (error) {
    throw badRequest(`invalid continue token: continue key is not valid: ${(error as Error).message}`);
  }
}
