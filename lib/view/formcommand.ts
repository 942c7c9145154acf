import type { Container } from '../resources/pod/types';

/**
 * What a container runs, as the form shows it: a line for a shell, or the list of words that the kernel gets.
 */
export type Command =
  | { kind: 'none' }
  | { kind: 'shell'; shell: string; line: string; field: 'command' | 'args' }
  | { kind: 'list'; words: readonly string[] };

type Runnable = Pick<Container, 'command' | 'args'>;

const shells = new Set(
  ['sh', 'bash', 'ash', 'dash', 'zsh', 'busybox'].flatMap((name) => [name, `/bin/${name}`]),
);

/**
 * What a container runs. `sh -c <text>` (or another shell's) is a shell line, be it written in `command` or,
 * as for images without an entry point, in `args`; everything else is a list. Entries that are no text are
 * shown as their JSON.
 */
export function commandOf(container: Runnable): Command {
  const command = wordsOf(container.command);
  const args = wordsOf(container.args);
  if (command.length === 0 && args.length === 0) return { kind: 'none' };
  const words = [...command, ...args];
  const [shell = '', flag, line = ''] = words;
  const isWhole = command.length === 0 || args.length === 0;
  if (isWhole && words.length === 3 && flag === '-c' && shells.has(shell))
    return { kind: 'shell', shell, line, field: command.length > 0 ? 'command' : 'args' };
  return { kind: 'list', words };
}

/** The `command` of a container that runs a shell line; `undefined` for an empty line. */
export function shellCommand(line: string, shell = 'sh'): string[] | undefined {
  return line === '' ? undefined : [shell, '-c', line];
}

/**
 * A command turned into a list of words: a line that needs no shell becomes its words, another keeps its
 * shell.
 */
export function asWords(command: Command): readonly string[] {
  if (command.kind === 'none') return [];
  if (command.kind === 'list') return command.words;
  return (
    (needsShell(command.line) ? undefined : splitWords(command.line)) ?? [command.shell, '-c', command.line]
  );
}

/** A list of words as a line that a shell takes apart into the same words. */
export function asLine(words: readonly string[]): string {
  const [shell = '', flag, line = ''] = words;
  if (words.length === 3 && flag === '-c' && shells.has(shell)) return line;
  return words.map(quoteWord).join(' ');
}

/** A word as a POSIX shell reads it back unchanged. */
function quoteWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Whether a line means more to a shell than words: variables, pipes, patterns, several commands, assignments.
 */
function needsShell(line: string): boolean {
  const unquoted = line.replace(/'[^']*'/g, "''").replace(/\\./g, '');
  const bare = unquoted.replace(/"[^"]*"/g, '""');
  return /[$`]/.test(unquoted) || /[|&;<>()*?[\]#~{}!\n]/.test(bare) || /^\s*\w+=/.test(bare);
}

/**
 * Takes a line apart as a POSIX shell does: blanks part words, quotes and backslashes keep them together.
 * `undefined` for a line whose quotes do not close.
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  const token = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/y;
  let word: string | undefined;
  while (token.lastIndex < line.length) {
    const found = token.exec(line);
    if (!found) return undefined;
    const [all, single, double, escaped, bare] = found;
    if (/^\s/.test(all)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare ?? '');
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function wordsOf(list: readonly unknown[] | undefined): string[] {
  if (!Array.isArray(list)) return [];
  return list.map((word: unknown) => (typeof word === 'string' ? word : JSON.stringify(word)));
}
