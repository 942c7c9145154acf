/**
 * Reads `--name value`, `--name=value` and `--no-name` against a table of what is known: `{ port: 'text', embedded: 'switch' }`.
 * Ends the program with the usage when something is not known or has no value.
 */
export function readFlags(args, known, usage) {
  const values = {};
  const fail = (message) => {
    process.stderr.write(`${message}\n\n${usage}\n`);
    process.exit(2);
  };
  for (let at = 0; at < args.length; at++) {
    const [, off, name, inline] =
      /^--(no-)?([a-z-]+)(?:=(.*))?$/s.exec(args[at]) ?? fail(`What is ${args[at]}?`);
    if (known[name] === 'switch') values[name] = !off;
    else if (known[name] === 'text' && !off) {
      const value = inline ?? args[++at];
      if (value === undefined) fail(`--${name} needs a value.`);
      values[name] = value;
    } else fail(`There is no option --${off ?? ''}${name}.`);
  }
  return values;
}

/** The number of a port as a flag gives it; ends the program with what is wrong otherwise. */
export function readPort(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  process.stderr.write(`--port ${text}: a port is a whole number from 1 to 65535.\n`);
  process.exit(2);
}
