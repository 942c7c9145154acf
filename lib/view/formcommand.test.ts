import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asLine, asWords, commandOf, shellCommand, splitWords } from './formcommand';

describe('what a container runs', () => {
  it('is a shell line when a shell gets one text, in command or in args', () => {
    expect(commandOf({ command: ['sh', '-c', 'echo hi; date'] })).toEqual({
      kind: 'shell',
      shell: 'sh',
      line: 'echo hi; date',
      field: 'command',
    });
    expect(commandOf({ args: ['/bin/sh', '-c', 'date'] })).toMatchObject({ kind: 'shell', field: 'args' });
  });

  it('is a list otherwise', () => {
    const lists = [
      { command: ['python', '-m', 'x'] },
      { command: ['sh', '-c'], args: ['date'] },
      { command: ['sh', '-c', 'echo $0', 'name'] },
      { command: ['sh', '-ec', 'date'] },
    ];
    for (const container of lists) expect(commandOf(container).kind).toBe('list');
    expect(commandOf({ command: ['sh', '-c'], args: ['date'] })).toEqual({
      kind: 'list',
      words: ['sh', '-c', 'date'],
    });
  });

  it('is nothing without command and args', () => {
    expect(commandOf({})).toEqual({ kind: 'none' });
    expect(commandOf({ command: [], args: [] })).toEqual({ kind: 'none' });
  });
});

const letter = fc.constantFrom(' ', '\n', '\t', "'", '"', '\\', '$', 'a', 'é', '-', ';');

describe('a line as words', () => {
  const cases: [string, string[] | undefined][] = [
    ['a  b\tc', ['a', 'b', 'c']],
    [`echo 'one two' "three four"`, ['echo', 'one two', 'three four']],
    [`a"b c"'d e'\\ f`, ['ab cd e f']],
    [`"a\\"b\\\\c\\n"`, ['a"b\\c\\n']],
    [`''`, ['']],
    ['', []],
    [`it's`, undefined],
    [`"open`, undefined],
  ];
  for (const [line, words] of cases) it(JSON.stringify(line), () => expect(splitWords(line)).toEqual(words));

  it('keeps the shell where the line needs one', () => {
    const words = (line: string) => asWords(commandOf({ command: shellCommand(line)! }));
    expect(words('echo $QUEUE')).toEqual(['sh', '-c', 'echo $QUEUE']);
    expect(words('a && b')).toEqual(['sh', '-c', 'a && b']);
    expect(words('A=1 env')).toEqual(['sh', '-c', 'A=1 env']);
    expect(words('ls *.txt')).toEqual(['sh', '-c', 'ls *.txt']);
    expect(words("it's")).toEqual(['sh', '-c', "it's"]);
    expect(words(`python -m job "day one" '$5'`)).toEqual(['python', '-m', 'job', 'day one', '$5']);
  });

  it('gives any words back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: letter, maxLength: 8 }), { maxLength: 5 }), (words) => {
        fc.pre(!(words.length === 3 && words[1] === '-c'));
        expect(splitWords(asLine(words))).toEqual(words);
      }),
    );
  });
});
