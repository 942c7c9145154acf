import type { KubeObject } from '../../meta/object';
import type { Chance } from './chance';
import { mutateJson, partOf } from './jsonmutation';
import { oddTexts, oddValue } from './oddvalues';

/** A patch: its media type and its value. */
export interface OddPatch {
  contentType: string;
  value: unknown;
  /** Parameters without which it would be refused at the door. */
  query: string;
}

/** A patch of any of the four kinds for an object, seldom one that makes sense. */
export function oddPatch(chance: Chance, object: KubeObject, donors: readonly unknown[]): OddPatch {
  switch (chance.below(5)) {
    case 0:
      return { contentType: 'application/json-patch+json', value: jsonPatch(chance, object), query: '' };
    case 1:
      return {
        contentType: 'application/merge-patch+json',
        value: partial(chance, object, donors),
        query: '',
      };
    case 2:
      return {
        contentType: 'application/strategic-merge-patch+json',
        value: strategic(chance, object, donors),
        query: '',
      };
    default:
      return applied(chance, object, donors);
  }
}

/** What one of a few managers wants of an object: some of it, and not always what it is. */
function applied(chance: Chance, object: KubeObject, donors: readonly unknown[]): OddPatch {
  const { name, namespace, labels, annotations, finalizers } = object.metadata;
  const { apiVersion, kind, ...rest } = object;
  const wanted = { ...rest, metadata: { name, namespace, labels, annotations, finalizers } };
  const given = chance.odds(0.5) ? wanted : (thinned(chance, wanted) as object);
  const value = mutateJson(chance, { apiVersion, kind, ...given }, chance.below(3), donors);
  const force = chance.odds(0.7) ? '&force=true' : '';
  const query = `fieldManager=${chance.pick(['one', 'two', 'three'])}${force}`;
  return { contentType: 'application/apply-patch+yaml', value, query };
}

function jsonPatch(chance: Chance, object: object): unknown {
  const operation = () => ({
    op: chance.pick(['add', 'remove', 'replace', 'move', 'copy', 'test', 'frob']),
    path: pointer(chance, object),
    ...(chance.odds(0.4) ? { from: pointer(chance, object) } : {}),
    ...(chance.odds(0.8) ? { value: chance.odds(0.5) ? oddValue(chance) : partOf(chance, object) } : {}),
  });
  const operations = Array.from({ length: chance.below(5) }, operation);
  return chance.odds(0.1) ? mutateJson(chance, operations, 1, [object]) : operations;
}

/** The path of something in the object, or of nothing. */
function pointer(chance: Chance, object: unknown): string {
  let value = object;
  let path = '';
  while (typeof value === 'object' && value !== null && !chance.odds(0.2)) {
    const keys = Object.keys(value);
    const key =
      keys.length > 0 && chance.odds(0.9) ? chance.pick(keys) : chance.pick([...oddTexts, '-', '-1', '99']);
    path += `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    value = (value as Record<string, unknown>)[key];
  }
  return path;
}

/** The object with most of it left out, and something changed in the rest. */
function partial(chance: Chance, object: object, donors: readonly unknown[]): unknown {
  return mutateJson(chance, thinned(chance, object), 1 + chance.below(3), donors);
}

function thinned(chance: Chance, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([name]) => name === 'metadata' || chance.odds(0.4));
  return Object.fromEntries(
    kept.map(([name, member]) => [name, name === 'resourceVersion' ? undefined : thinned(chance, member)]),
  );
}

function strategic(chance: Chance, object: object, donors: readonly unknown[]): unknown {
  const patch = partial(chance, object, donors);
  for (let time = chance.below(3); time > 0; time--) direct(chance, partOf(chance, patch));
  return patch;
}

/** Puts a directive of strategic merge patches into a map or a list of them. */
function direct(chance: Chance, part: unknown): void {
  if (Array.isArray(part)) {
    part.push({ $patch: chance.pick(['delete', 'replace', 'merge', 'frob']), name: 'c' });
  } else if (typeof part === 'object' && part !== null) {
    const [name, value] = chance.pick<readonly [string, unknown]>([
      ['$patch', chance.pick(['delete', 'replace', 'merge', 1, null])],
      ['$retainKeys', chance.pick([[], ['name'], 'name', [1]])],
      ['$setElementOrder/containers', chance.pick([[], [{ name: 'c' }], ['c'], null, {}])],
      ['$setElementOrder/finalizers', chance.pick([['a', 'b'], [1], 'a'])],
      ['$deleteFromPrimitiveList/finalizers', chance.pick([['a'], 'a', [['a']]])],
      ['$deleteFromPrimitiveList/containers', [{ name: 'c' }]],
    ]);
    (part as Record<string, unknown>)[name] = value;
  }
}
