const assignment = /[ \t]*([!-<>-~]+)='([^']*)'[ \t]*(?:\n|$)/y;
const idle = /[ \t]*(?:#.*)?(?:\n|$)/y;

/**
 * The variables of an env file: `NAME='value'` with the value in single quotes and over lines if need be, comments and
 * empty lines between. `undefined` for a text that is anything else; of a name given twice, the last counts.
 */
export function parseEnvFile(text: string): ReadonlyMap<string, string> | undefined {
  const plain = text.replaceAll('\r\n', '\n');
  const variables = new Map<string, string>();
  for (let at = 0; at < plain.length; ) {
    idle.lastIndex = at;
    assignment.lastIndex = at;
    if (idle.test(plain)) {
      at = idle.lastIndex;
      continue;
    }
    const found = assignment.exec(plain);
    if (!found) return undefined;
    variables.set(found[1]!, found[2]!);
    at = assignment.lastIndex;
  }
  return variables;
}
