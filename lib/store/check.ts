import type { Change, Stored } from './store';

/** What a store is made of, laid open. */
export interface StoreState {
  revision: number;
  durableRevision: number;
  compacted: number;
  objects: ReadonlyMap<string, Stored>;
  ordered: readonly Stored[];
  known: readonly Change[];
}

/** Looks for broken invariants of a store; answers one line for each. */
export function checkStore(state: StoreState): string[] {
  return [...checkRevisions(state), ...checkOrder(state), ...checkObjects(state), ...checkHistory(state)];
}

function checkRevisions({ revision, durableRevision, compacted }: StoreState): string[] {
  const problems: string[] = [];
  if (durableRevision > revision) {
    problems.push(`revision ${durableRevision} is durable, but the last one is ${revision}`);
  }
  if (compacted > revision) problems.push(`compacted at ${compacted}, after the last revision ${revision}`);
  return problems;
}

function checkOrder({ ordered, objects }: StoreState): string[] {
  const problems: string[] = [];
  if (ordered.length !== objects.size) {
    problems.push(`${objects.size} objects, but ${ordered.length} in order`);
  }
  ordered.forEach((stored, at) => {
    if (objects.get(stored.key) !== stored) problems.push(`${stored.key} in order is not the object stored`);
    if (at > 0 && ordered[at - 1]!.key >= stored.key) problems.push(`${stored.key} stands out of order`);
  });
  return problems;
}

function checkObjects({ objects, revision }: StoreState): string[] {
  const problems: string[] = [];
  for (const [key, stored] of objects) {
    const { resourceVersion, name, namespace } = stored.object.metadata;
    if (stored.revision > revision) problems.push(`${key} is of revision ${stored.revision} > ${revision}`);
    if (resourceVersion !== String(stored.revision)) {
      problems.push(`${key} is of revision ${stored.revision}, but says ${resourceVersion}`);
    }
    if (!key.endsWith(`/${namespace ? `${namespace}/` : ''}${name}`)) {
      problems.push(`${key} holds ${namespace ? `${namespace}/` : ''}${name}`);
    }
  }
  return problems;
}

function checkHistory({ known, compacted, objects }: StoreState): string[] {
  const problems: string[] = [];
  const last = new Map<string, Change>();
  known.forEach((change, at) => {
    if (change.revision !== compacted + at + 1) {
      problems.push(`change ${at} after ${compacted} is of revision ${change.revision}`);
    }
    last.set(change.key, change);
  });
  for (const [key, { type, object }] of last) {
    const stands = objects.get(key)?.object;
    if (stands !== (type === 'DELETED' ? undefined : object)) {
      problems.push(`${key} does not stand as its last change left it`);
    }
  }
  return problems;
}
