import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathText } from './element';
import { difference, type FieldSet, isEmptySet, noFields, pathsOf, union } from './fieldset';
import { type Managers, managerKey, readManagers, writeManagers } from './managers';
import { fieldsOf } from './members';
import {
  applyConfiguration,
  ConfigurationError,
  ConflictsError,
  trackUpdate,
  type Writer,
} from './ownership';
import type { MapStructure, Structure } from './structure';

const text: Structure = { kind: 'scalar', type: 'string' };
const number: Structure = { kind: 'scalar', type: 'numeric' };

function struct(fields: Record<string, Structure>): MapStructure {
  return { kind: 'map', isAtomic: false, fields: new Map(Object.entries(fields)), value: undefined };
}

const labels: Structure = { kind: 'map', isAtomic: false, fields: new Map(), value: text };
const port = struct({ port: number, protocol: text, name: text });
/** A kind with one of everything: a map by key, a list by key, a set, a list and a map that count as one. */
const thing = struct({
  labels,
  size: number,
  ports: {
    kind: 'list',
    relation: 'map',
    keys: [{ name: 'port' }, { name: 'protocol', default: 'TCP' }],
    item: port,
  },
  tags: { kind: 'list', relation: 'set', keys: [], item: text },
  args: { kind: 'list', relation: 'atomic', keys: [], item: text },
  choice: { ...labels, isAtomic: true } as Structure,
  status: struct({ phase: text }),
});

function writer(name: string, operation: Writer['operation'], over: Partial<Writer> = {}): Writer {
  return {
    name,
    operation,
    apiVersion: 'v1',
    subresource: '',
    time: '2026-01-01T00:00:00Z',
    structure: thing,
    ignored: {},
    structureOf: (apiVersion) => (apiVersion === 'v1' ? thing : undefined),
    ...over,
  };
}

const none: Managers = new Map();
const owned = (managers: Managers, name: string) =>
  [...managers.values()]
    .filter((one) => one.name === name)
    .flatMap(({ fields }) => [...pathsOf(fields)].map(pathText));
const apply = (live: object, config: object, managers: Managers, name: string, isForced = false) =>
  applyConfiguration(live, config, managers, writer(name, 'Apply'), isForced);

function conflictsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConflictsError) return error.conflicts.map(({ path }) => pathText(path));
    throw error;
  }
  return [];
}

describe('an update', () => {
  it('makes the writer own what it set, and others lose what it changed or took away', () => {
    const first = trackUpdate({}, { labels: { a: '1', b: '2' }, size: 1 }, none, writer('one', 'Update'));
    expect(owned(first, 'one')).toEqual(['.labels', '.size', '.labels.a', '.labels.b']);
    const second = trackUpdate(
      { labels: { a: '1', b: '2' }, size: 1 },
      { labels: { a: '9' }, size: 1 },
      first,
      writer('two', 'Update'),
    );
    expect(owned(second, 'one')).toEqual(['.labels', '.size']);
    expect(owned(second, 'two')).toEqual(['.labels.a']);
  });

  it('owns lists by key, sets by value, and what is atomic as a whole', () => {
    const next = {
      ports: [{ port: 80, protocol: 'TCP', name: 'web' }],
      tags: ['x'],
      args: ['a', 'b'],
      choice: { k: 'v' },
    };
    expect(owned(trackUpdate({}, next, none, writer('one', 'Update')), 'one').sort()).toEqual(
      [
        ...['.ports', '.ports[port=80,protocol="TCP"]', '.ports[port=80,protocol="TCP"].name'],
        ...['.ports[port=80,protocol="TCP"].port', '.ports[port=80,protocol="TCP"].protocol'],
        ...['.tags', '.tags[="x"]', '.args', '.choice'],
      ].sort(),
    );
  });

  it('does not own what it cannot set, nor what names the object', () => {
    const named = struct({
      ...Object.fromEntries(thing.fields),
      kind: text,
      metadata: struct({ name: text, labels }),
    });
    const next = { kind: 'Thing', metadata: { name: 'a', labels: { x: 'y' } }, status: { phase: 'Done' } };
    const over = { structure: named, ignored: { 'f:status': {} }, structureOf: () => named };
    expect(owned(trackUpdate({}, next, none, writer('one', 'Update', over)), 'one')).toEqual([
      '.metadata.labels',
      '.metadata.labels.x',
    ]);
  });

  it('takes the oldest together when more than ten have updated', () => {
    let managers = none;
    let live: object = {};
    for (let at = 0; at < 14; at++) {
      const next = { labels: Object.fromEntries(Array.from({ length: at + 1 }, (_, n) => [`l${n}`, 'x'])) };
      const time = `2026-01-01T00:00:${String(at).padStart(2, '0')}Z`;
      managers = trackUpdate(live, next, managers, writer(`m${at}`, 'Update', { time }));
      live = next;
    }
    expect(managers.size).toBe(10);
    expect(owned(managers, 'ancient-changes')).toEqual([
      '.labels',
      ...[0, 1, 2, 3, 4].map((n) => `.labels.l${n}`),
    ]);
  });

  it('forgets managers of versions that are gone', () => {
    const gone = trackUpdate({}, { size: 1 }, none, writer('old', 'Update', { apiVersion: 'v0' }));
    expect(owned(trackUpdate({ size: 1 }, { size: 1 }, gone, writer('new', 'Update')), 'old')).toEqual([]);
  });
});

describe('an applied configuration', () => {
  it('conflicts with what others own, unless it says the same or is forced', () => {
    const { managers } = apply({}, { size: 1, labels: { a: '1' } }, none, 'one');
    const live = { size: 1, labels: { a: '1' } };
    expect(conflictsOf(() => apply(live, { size: 2, labels: { a: '1' } }, managers, 'two'))).toEqual([
      '.size',
    ]);
    const shared = apply(live, { size: 1 }, managers, 'two');
    expect(shared.object).toBeUndefined();
    expect([owned(shared.managers, 'one'), owned(shared.managers, 'two')]).toEqual([
      ['.size', '.labels.a'],
      ['.size'],
    ]);
    const forced = apply(live, { size: 2 }, managers, 'two', true);
    expect(forced.object).toEqual({ size: 2, labels: { a: '1' } });
    expect(owned(forced.managers, 'one')).toEqual(['.labels.a']);
  });

  it('removes what it no longer says and nobody else owns', () => {
    const first = apply({}, { size: 1, labels: { a: '1', b: '2' }, tags: ['x', 'y'] }, none, 'one');
    const both = apply(first.object!, { labels: { b: '2' } }, first.managers, 'two');
    const dropped = apply(first.object!, { labels: { a: '1' }, tags: ['y'] }, both.managers, 'one');
    expect(dropped.object).toEqual({ labels: { a: '1', b: '2' }, tags: ['y'] });
    expect(owned(dropped.managers, 'one')).toEqual(['.labels.a', '.tags[="y"]']);
  });

  it('keeps a list item somebody else has a field of, with its keys', () => {
    const first = apply({}, { ports: [{ port: 80, name: 'web' }, { port: 81 }] }, none, 'one');
    const second = apply(first.object!, { ports: [{ port: 80, name: 'web' }] }, first.managers, 'two');
    const dropped = apply(first.object!, { ports: [{ port: 81 }] }, second.managers, 'one');
    expect(dropped.object ?? first.object).toEqual({ ports: [{ port: 80, name: 'web' }, { port: 81 }] });
    expect(owned(dropped.managers, 'one')).not.toContain('.ports[port=80,protocol="TCP"]');
  });

  it('orders lists as the configuration does where it says so, and as they were elsewhere', () => {
    const live = { tags: ['a', 'b', 'c', 'd'] };
    expect(apply(live, { tags: ['c', 'a', 'new'] }, none, 'one').object).toEqual({
      tags: ['b', 'c', 'd', 'a', 'new'],
    });
  });

  it.each([
    [{ bogus: 1 }, '.bogus: field not declared in schema'],
    [{ size: 'x' }, '.size: expected numeric (int or float), got string'],
    [{ labels: { a: 1 } }, '.labels.a: expected string, got &value.valueUnstructured{Value:1}'],
    [{ ports: {} }, '.ports: expected list, got &{map[]}'],
    [{ labels: ['a'] }, '.labels: expected map, got &{[a]}'],
    [{ tags: ['x', 'x'] }, '.tags: duplicate entries for key [="x"]'],
    [{ ports: [{ name: 'a', bogus: 1 }] }, '.ports[protocol="TCP"].bogus: field not declared in schema'],
    [{ ports: [null] }, '.ports: element 0: associative list with keys may not have a null element'],
    [
      { size: 'x', labels: { a: 1 } },
      'errors:\n  .size: expected numeric (int or float), got string\n' +
        '  .labels.a: expected string, got &value.valueUnstructured{Value:1}',
    ],
  ])('refuses %j', (configuration, message) => {
    expect(() => apply({}, configuration, none, 'one')).toThrow(new ConfigurationError(message));
  });
});

describe('managed fields', () => {
  it('are read as they were written', () => {
    const managers = trackUpdate({}, { size: 1 }, none, writer('b', 'Update'));
    const { managers: both } = apply({ size: 1 }, { size: 1 }, managers, 'a');
    const entries = writeManagers(both)!;
    expect(entries.map(({ manager, operation }) => [manager, operation])).toEqual([
      ['a', 'Apply'],
      ['b', 'Update'],
    ]);
    expect(readManagers(JSON.parse(JSON.stringify(entries)))).toEqual(both);
  });

  it.each([
    [{}, 'operation must be `Apply` or `Update`'],
    [{ operation: 'Update' as const }, 'apiVersion must not be empty'],
    [{ operation: 'Update' as const, apiVersion: 'v1' }, 'missing fieldsType in managed fields entry 0'],
    [
      { operation: 'Update' as const, apiVersion: 'v1', fieldsType: 'V2' },
      'invalid fieldsType "V2" in managed fields entry 0',
    ],
  ])('refuse %j', (entry, message) => {
    expect(() => readManagers([entry])).toThrow(message);
  });
});

const letter = fc.constantFrom('a', 'b', 'c');
const words = fc.uniqueArray(letter, { minLength: 1, maxLength: 3 });
const dictionary = fc.dictionary(letter, letter, { minKeys: 1, maxKeys: 3 });
const value = fc.record(
  {
    labels: dictionary,
    size: fc.integer({ min: 0, max: 2 }),
    ports: fc.uniqueArray(
      fc.record({ port: fc.constantFrom(80, 81), protocol: fc.constant('TCP'), name: letter }),
      {
        minLength: 1,
        selector: ({ port }) => port,
      },
    ),
    tags: words,
    args: words,
    choice: dictionary,
  },
  { requiredKeys: [] },
);
const write = fc.record({
  by: letter,
  operation: fc.constantFrom('Apply' as const, 'Update' as const),
  value,
});

describe('whatever is written by whomever', () => {
  const ownedByAny = (managers: Managers): FieldSet =>
    [...managers.values()].map(({ fields }) => fields).reduce(union, noFields);

  it('nobody owns what is not there, and applying again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 8 }), (writes) => {
        let live: object = {};
        let managers = none;
        for (const { by, operation, value } of writes) {
          if (operation === 'Update') {
            managers = trackUpdate(live, value, managers, writer(by, 'Update'));
            live = value;
          } else {
            const applied = apply(live, value, managers, by, true);
            live = decoded(applied.object ?? live);
            managers = applied.managers;
            const again = apply(live, value, managers, by);
            expect(again.object).toBeUndefined();
            expect(again.managers).toEqual(managers);
            const key = managerKey(writer(by, 'Apply'));
            expect(managers.get(key)?.fields ?? noFields).toEqual(fieldsOf(thing, value));
          }
          const leaves = fieldsOf(thing, live);
          const strangers = [...pathsOf(difference(ownedByAny(managers), leaves))];
          expect(strangers.filter((path) => !isBranch(live, path))).toEqual([]);
        }
      }),
    );
  });

  it('everything is owned by somebody who updated or applied it', () => {
    fc.assert(
      fc.property(fc.array(write, { minLength: 1, maxLength: 8 }), (writes) => {
        let live: object = {};
        let managers = none;
        for (const { by, value } of writes) {
          managers = trackUpdate(live, value, managers, writer(by, 'Update'));
          live = value;
          expect(isEmptySet(difference(fieldsOf(thing, live), ownedByAny(managers)))).toBe(true);
        }
      }),
    );
  });
});

/** What decoding makes of a merged object: a list or map that lost everything is gone. */
function decoded(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, field]) => field !== null));
}

/**
 * Whether a path leads to a list, a map, or an item of a list: whoever created one owns it beside its leaves, and still does when
 * applying has emptied it, as in Kubernetes.
 */
function isBranch(live: object, path: readonly string[]): boolean {
  const [first, second] = path as [string, string?];
  if (!second) return ['f:labels', 'f:ports', 'f:tags'].includes(first);
  const ports = JSON.stringify((live as { ports?: object }).ports ?? []);
  return path.length === 2 && first === 'f:ports' && ports.includes(second.slice(3, 12));
}
