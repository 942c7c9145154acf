import { describe, expect, it } from 'vitest';
import { withoutUndefined } from './absent';

describe('withoutUndefined', () => {
  it('takes out undefined members wherever they are', () => {
    const cleaned = withoutUndefined({ a: undefined, b: { c: undefined, d: [{ e: undefined, f: null }] } });
    expect(JSON.stringify(cleaned)).toBe('{"b":{"d":[{"f":null}]}}');
    expect(Object.keys(cleaned)).toEqual(['b']);
    expect(Object.keys(cleaned.b.d[0]!)).toEqual(['f']);
  });

  it('answers the same value where there is nothing to take out', () => {
    const value = { a: [{ b: 0, c: '', d: null, constructor: { e: false } }] };
    expect(withoutUndefined(value)).toBe(value);
  });

  it('keeps what is shared with a known value', () => {
    const spec = { containers: [{ name: 'a' }] };
    const cleaned = withoutUndefined({ spec, status: undefined }, { spec, status: { phase: 'Pending' } });
    expect(cleaned).toEqual({ spec });
    expect(cleaned.spec).toBe(spec);
  });
});
