import { describe, expect, it } from 'vitest';
import { parseEnvFile } from './envfile';

describe('an env file', () => {
  it.each([
    ['', {}],
    ["A='1'", { A: '1' }],
    ["A='1'\nB='two words'\n", { A: '1', B: 'two words' }],
    ["# A='0'\n\n  A='1'  \n#", { A: '1' }],
    ["A='one\ntwo\n# three'\nB=''", { A: 'one\ntwo\n# three', B: '' }],
    ['a.b-c=\'$(X) "y"\'', { 'a.b-c': '$(X) "y"' }],
    ["A='1'\r\nA='2'\r\n", { A: '2' }],
  ])('%j holds %o', (text, variables) => {
    expect(Object.fromEntries(parseEnvFile(text)!)).toEqual(variables);
  });

  it.each(['A=1', 'A="1"', "A='1", "A='1''2'", "A ='1'", "='1'", 'A', "A='1' # one"])(
    '%j is none',
    (text) => {
      expect(parseEnvFile(text)).toBeUndefined();
    },
  );
});
