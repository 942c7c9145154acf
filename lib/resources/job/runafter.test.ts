import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPredecessor, type Predecessor, parseRunAfter } from './runafter';

const names = ['a', 'extract', 'load-2', 'x.y', '0'];
const predecessors = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 1 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((name) =>
        fc
          .constantFrom<Predecessor['endings']>(['Complete'], ['Failed'], ['Complete', 'Failed'])
          .map((endings): Predecessor => ({ name, endings })),
      ),
    ),
  );
const gap = fc.constantFrom('', ' ', '\n', ' \t');

describe('parseRunAfter', () => {
  it.each([
    ['extract', ['extract']],
    [
      'extract, transform=Failed,load=Complete|Failed',
      ['extract', 'transform=Failed', 'load=Complete|Failed'],
    ],
    ['a = Complete', ['a']],
    ['a=Failed | Complete', ['a=Failed|Complete']],
    ['a=Failed|Failed', ['a=Failed']],
    ['\n  a,\n  b\n', ['a', 'b']],
    ['a.b,c-9', ['a.b', 'c-9']],
  ])('reads %j', (text, expected) => {
    const read = parseRunAfter(text);
    expect('predecessors' in read ? read.predecessors.map(formatPredecessor) : read).toEqual(expected);
  });

  it.each([
    ['', 'it names no Job'],
    [' \n', 'it names no Job'],
    ['a,', 'character 3: a comma without a Job on both sides'],
    [',a', 'character 1: a comma without a Job on both sides'],
    ['a, ,b', 'character 3: a comma without a Job on both sides'],
    ['a, =Failed', 'character 4: the name of a Job is missing before "="'],
    ['a b', 'character 1: "a b" is not one name: put commas between Jobs'],
    ['a, team/b', 'character 4: "team/b": only Jobs of the same namespace can be named'],
    ['a, b, a=Failed', 'character 7: Job "a" is named twice'],
    ['a=', 'character 3: an ending is missing: write Complete, Failed or Complete|Failed'],
    ['a=Failed|', 'character 10: an ending is missing: write Complete, Failed or Complete|Failed'],
    [
      'a, b= failed',
      'character 7: "failed" is not how a Job ends: write Complete, Failed or Complete|Failed',
    ],
    [
      'a=b=Failed',
      'character 3: "b=Failed" is not how a Job ends: write Complete, Failed or Complete|Failed',
    ],
  ])('says what is wrong with %j', (text, problem) => {
    expect(parseRunAfter(text)).toEqual({ problem });
  });

  it('refuses what is no name in Kubernetes’ words', () => {
    const read = parseRunAfter('a,Extract');
    expect('problem' in read && read.problem).toContain(
      'character 3: "Extract" is not the name of a Job: a lowercase RFC 1123 subdomain must consist of',
    );
  });

  it('takes 256 Jobs and no more', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `j${at}`).join(',');
    expect(parseRunAfter(many(256))).toHaveProperty('predecessors.length', 256);
    expect(parseRunAfter(many(257))).toHaveProperty('problem', expect.stringContaining('at most 256 Jobs'));
  });

  it('reads back what is written, with any white space around the parts', () => {
    fc.assert(
      fc.property(predecessors, gap, gap, (written, before, after) => {
        const text = written.map(formatPredecessor).join(',').replace(/[,=|]/g, `${before}$&${after}`);
        expect(parseRunAfter(before + text + after)).toEqual({ predecessors: written });
      }),
    );
  });

  it('answers any text with Jobs or with one problem, whose place is in the text or right after it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab,=| \n/A.-', 'Complete', 'Failed') });
    fc.assert(
      fc.property(text, (any) => {
        const read = parseRunAfter(any);
        if ('predecessors' in read) {
          expect(read.predecessors.length).toBeGreaterThan(0);
          return;
        }
        const at = /^character (\d+): /.exec(read.problem)?.[1];
        if (at === undefined) expect(any.trim()).toBe('');
        else expect(Number(at) >= 1 && Number(at) <= any.length + 1).toBe(true);
      }),
    );
  });
});
