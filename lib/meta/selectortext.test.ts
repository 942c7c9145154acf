import { describe, expect, it } from 'vitest';
import { matches } from './selector';
import { parseLabelSelector } from './selectortext';

describe('parseLabelSelector', () => {
  it.each([
    ['', []],
    ['app=x', [{ key: 'app', operator: '=', values: ['x'] }]],
    ['app == x', [{ key: 'app', operator: '==', values: ['x'] }]],
    [
      'b!=,a',
      [
        { key: 'a', operator: 'exists', values: [] },
        { key: 'b', operator: '!=', values: [''] },
      ],
    ],
    [
      'tier in (front, back),!gone',
      [
        { key: 'gone', operator: '!', values: [] },
        { key: 'tier', operator: 'in', values: ['back', 'front'] },
      ],
    ],
    ['in notin (in,,)', [{ key: 'in', operator: 'notin', values: ['', 'in'] }]],
    ['x in ()', [{ key: 'x', operator: 'in', values: [''] }]],
    ['n>9', [{ key: 'n', operator: 'gt', values: ['9'] }]],
    ['example.com/n < 3', [{ key: 'example.com/n', operator: 'lt', values: ['3'] }]],
  ])('reads %j', (text, requirements) => {
    expect(parseLabelSelector(text)).toEqual(requirements);
  });

  it.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a==b==c', "found '==', expected: ',' or 'end of string'"],
    ['a=has space', "found 'space', expected: ',' or 'end of string'"],
    ['bad key=x', "unable to parse requirement: found 'key', expected: in, notin, =, ==, !=, gt, lt"],
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a,', "found '', expected: identifier after ','"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    [
      'a>b',
      'unable to parse requirement: values[0]: Invalid value: "b": ' +
        "for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });

  it('gives what matches labels', () => {
    const selector = parseLabelSelector('app in (a,b),!old,n>3');
    expect(matches(selector, { app: 'b', n: '4' })).toBe(true);
    expect(matches(selector, { app: 'b', n: '3' })).toBe(false);
    expect(matches(selector, { app: 'b', n: '4', old: '' })).toBe(false);
    expect(matches(selector, { n: '4' })).toBe(false);
  });
});
