import { describe, expect, it } from 'vitest';
import { goText } from './gotext';

describe('goText', () => {
  it.each([
    [{ b: [1, 'x', null], a: { c: true } }, 'map[a:map[c:true] b:[1 x <nil>]]'],
    [{}, 'map[]'],
    [[], '[]'],
    [1.5, '1.5'],
    [1e-7, '1e-07'],
    ['text', 'text'],
    [undefined, '<nil>'],
  ])('%j', (value, wanted) => {
    expect(goText(value)).toBe(wanted);
  });
});
