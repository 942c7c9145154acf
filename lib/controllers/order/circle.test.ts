import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circleOf } from './circle';

const next =
  (ways: Readonly<Record<string, readonly string[]>>) =>
  (name: string): readonly string[] =>
    ways[name] ?? [];

describe('circleOf', () => {
  it.each([
    [{ a: ['a'] }, ['a', 'a']],
    [{ a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
    [{ a: ['b', 'c'], b: ['d'], c: ['a'], d: ['a'] }, ['a', 'c', 'a']],
    [{ a: ['b'], b: ['c'], c: ['b'] }, undefined],
    [{ a: ['b', 'c'], b: ['d'], c: ['d'] }, undefined],
    [{}, undefined],
  ])('%j', (ways, expected) => {
    expect(circleOf('a', next(ways))).toEqual(expected);
  });

  it('is the shortest way back, of real steps, and none where there is none', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const ways = fc.dictionary(fc.constantFrom(...names), fc.uniqueArray(fc.constantFrom(...names)));
    fc.assert(
      fc.property(ways, (graph) => {
        const found = circleOf('a', next(graph));
        expect(found && found.length - 1).toBe(stepsBack(graph));
        for (const [at, name] of (found ?? []).slice(1).entries()) expect(graph[found![at]!]).toContain(name);
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
