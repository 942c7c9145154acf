import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circleOf, coreOf } from './circle';

const graphOf = (ways: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(ways));
const names = ['a', 'b', 'c', 'd', 'e'];
const anyWays = fc.dictionary(fc.constantFrom(...names), fc.uniqueArray(fc.constantFrom(...names)));

describe('circleOf', () => {
  it.each([
    [{ a: ['a'] }, ['a', 'a']],
    [{ a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
    [{ a: ['b', 'c'], b: ['d'], c: ['a'], d: ['a'] }, ['a', 'c', 'a']],
    [{ a: ['b'], b: ['c'], c: ['b'] }, undefined],
    [{ a: ['b', 'c'], b: ['d'], c: ['d'] }, undefined],
    [{}, undefined],
  ])('%j', (ways, expected) => {
    expect(circleOf(graphOf(ways), 'a')).toEqual(expected);
  });

  it('is the shortest way back, of real steps, and none where there is none', () => {
    fc.assert(
      fc.property(anyWays, (ways) => {
        const found = circleOf(graphOf(ways), 'a');
        expect(found && found.length - 1).toBe(stepsBack(ways));
        for (const [at, name] of (found ?? []).slice(1).entries()) expect(ways[found![at]!]).toContain(name);
      }),
    );
  });
});

describe('coreOf', () => {
  it.each([
    [
      { a: ['b'], b: ['a'] },
      { a: ['b'], b: ['a'] },
    ],
    [
      { a: ['b', 'c', 'x'], b: ['a'], c: [], d: ['a'] },
      { a: ['b'], b: ['a'] },
    ],
    [
      { a: ['a', 'b'], b: ['c'], c: ['c'] },
      { a: ['a', 'b'], b: ['c'], c: ['c'] },
    ],
    [{ a: ['b'], b: ['c', 'd'], c: ['d'], d: ['x'] }, {}],
  ])('%j', (ways, expected) => {
    expect(Object.fromEntries(coreOf(graphOf(ways)))).toEqual(expected);
  });

  it('has the same circles as the graph', () => {
    fc.assert(
      fc.property(anyWays, (ways) => {
        const graph = graphOf(ways);
        for (const name of names) expect(circleOf(coreOf(graph), name)).toEqual(circleOf(graph, name));
      }),
    );
  });
});

/** The least number of steps from `a` to itself, by looking at all that can be reached in 1, 2, … steps. */
function stepsBack(graph: Readonly<Record<string, readonly string[]>>): number | undefined {
  let reached = new Set(['a']);
  for (let steps = 1; steps <= 5; steps++) {
    reached = new Set([...reached].flatMap((name) => graph[name] ?? []));
    if (reached.has('a')) return steps;
  }
  return undefined;
}
