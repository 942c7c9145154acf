import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** A test of the code base itself: who imports whom, what is banned and what to use instead, and what nobody uses. */

const root = path.resolve(import.meta.dirname, '..');

/** For each room of lib: the rooms it may import. `browser`: it runs in the browser too. */
const rooms: Record<string, { imports: string[]; browser: boolean }> = {
  time: { imports: [], browser: true },
  meta: { imports: [], browser: true },
  cron: { imports: ['meta', 'time'], browser: true },
  patch: { imports: ['meta'], browser: true },
  resources: { imports: ['meta', 'cron'], browser: true },
  store: { imports: ['meta', 'time'], browser: true },
  client: { imports: ['meta', 'time', 'resources'], browser: true },
  apiserver: { imports: ['meta', 'time', 'patch', 'resources', 'store', 'client'], browser: true },
  controllers: { imports: ['meta', 'time', 'cron', 'resources', 'client'], browser: true },
  kubelet: { imports: ['meta', 'time', 'resources', 'client'], browser: true },
  sim: {
    imports: [
      ...['time', 'cron', 'meta', 'patch', 'resources', 'store'],
      ...['client', 'apiserver', 'controllers', 'kubelet', 'view'],
    ],
    browser: true,
  },
  view: { imports: ['meta', 'time', 'cron', 'patch', 'resources'], browser: true },
  history: { imports: ['meta', 'time', 'resources', 'client'], browser: false },
  embedded: {
    imports: [
      ...['time', 'cron', 'meta', 'patch', 'resources', 'store'],
      ...['client', 'apiserver', 'controllers', 'kubelet'],
    ],
    browser: false,
  },
  cluster: { imports: ['meta', 'time', 'resources', 'client', 'history'], browser: false },
  launcher: { imports: [], browser: false },
};

/** Node-only files of rooms that otherwise run in the browser. Only `embedded`, their own kind and tests import them. */
const nodeFiles = [
  /^lib\/store\/lmdb/,
  /^lib\/kubelet\/drivers\/(container|disk|network|process)/,
  /^lib\/cron\/main\.ts$/,
  /^lib\/resources\/schema\/\w+\.mjs$/,
];

const banned: { pattern: RegExp; instead: string }[] = [
  { pattern: /\bDate\.now\(/, instead: 'take a Clock' },
  { pattern: /\bnew Date\(\)/, instead: 'take a Clock' },
  { pattern: /(?<![.\w])(setTimeout|setInterval|setImmediate)\(/, instead: 'take a Clock and use after()' },
  { pattern: /\bMath\.random\b/, instead: 'take a Random' },
  { pattern: /\brandomUUID\b/, instead: 'newUid(random)' },
  { pattern: /\b(TODO|FIXME|XXX)\b/, instead: 'do it, or write an issue' },
  { pattern: /\b(describe|it|test)\.(only|skip|todo)\b/, instead: 'run every test' },
  { pattern: /@ts-(ignore|nocheck|expect-error)/, instead: 'give it its type' },
];

/** Top-level names that Next.js looks for by itself. */
const calledByFramework =
  /^(default|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|proxy|config|metadata|viewport|generate\w+|dynamic|runtime)$/;

interface Source {
  file: string;
  text: string;
  /** Text without comments, so that prose may name what code may not. */
  code: string;
  imports: { from: string; names: string[] }[];
}

const sources = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.ts', '*.tsx', '*.mjs'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => file && !file.startsWith('e2e/conformance/') && existsSync(path.join(root, file)))
  .map(readSource);

function readSource(file: string): Source {
  const text = readFileSync(path.join(root, file), 'utf8');
  const code = text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '$1');
  const statements = code.matchAll(/\b(?:import|export)\s+(?:type\s+)?([^'";]*?)\s*from\s*'([^']+)'/g);
  const imports = [...statements].map(([, clause, from]) => ({
    from: resolveImport(file, from!),
    names: namesIn(clause!),
  }));
  const dynamic = code.matchAll(/(?:\bimport\(|\bimport\s+|new URL\(\s*)'([^']+)'/g);
  for (const [, from] of dynamic) imports.push({ from: resolveImport(file, from!), names: ['*'] });
  return { file, text, code, imports };
}

/** What an import clause takes from the other file, under the names it has there. */
function namesIn(clause: string): string[] {
  if (clause.includes('*')) return ['*'];
  const braces = /\{([\s\S]*)\}/.exec(clause)?.[1] ?? '';
  const named = braces.split(',').map(
    (name) =>
      name
        .trim()
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/)[0]!,
  );
  const hasDefault = clause.replace(/\{[\s\S]*\}/, '').replace(/[,\s]/g, '') !== '';
  return [...named.filter(Boolean), ...(hasDefault ? ['default'] : [])];
}

/** The file of the checkout an import names, or the import as it stands when it is a package. */
function resolveImport(file: string, from: string): string {
  const at = from.startsWith('@/')
    ? from.slice(2)
    : from.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), from)
      : '';
  if (!at) return from;
  const found = ['', '.ts', '.tsx', '.mjs']
    .map((ending) => at + ending)
    .find((candidate) => /\.\w+$/.test(candidate) && existsSync(path.join(root, candidate)));
  return found ?? at;
}

const roomOf = (file: string) => /^lib\/([^/]+)\//.exec(file)?.[1];
const isTest = (file: string) => /\.(test|suite|fixture|bench)\.tsx?$/.test(file);
const isNodeFile = (file: string) => nodeFiles.some((pattern) => pattern.test(file));

describe('rooms', () => {
  const inRooms = sources.filter(({ file }) => roomOf(file));

  it('are all in the plan, each with a page that says what it is for', () => {
    const found = [...new Set(inRooms.map(({ file }) => roomOf(file)!))];
    expect(found.filter((room) => !rooms[room])).toEqual([]);
    expect(found.filter((room) => !existsSync(path.join(root, 'lib', room, 'README.md')))).toEqual([]);
  });

  it('import only the rooms they may', () => {
    const wrong = inRooms.flatMap(({ file, imports }) =>
      imports
        .map(({ from }) => from)
        .filter((from) => /^(lib|app|components|e2e)\//.test(from))
        .filter(
          (from) =>
            roomOf(from) !== roomOf(file) && !rooms[roomOf(file)!]!.imports.includes(roomOf(from) ?? ''),
        )
        .map((from) => `${file} imports ${from}`),
    );
    expect(wrong).toEqual([]);
  });

  it('that run in the browser import nothing of Node, Next or React', () => {
    const wrong = inRooms
      .filter(({ file }) => rooms[roomOf(file)!]!.browser && !isNodeFile(file) && !isTest(file))
      .flatMap(({ file, imports }) =>
        imports
          .filter(
            ({ from }) => /^(node:|next($|\/)|react($|-|\/)|lmdb|undici)/.test(from) || isNodeFile(from),
          )
          .map(({ from }) => `${file} imports ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  it('keep their Node-only files for the control plane', () => {
    const wrong = sources.flatMap(({ file, imports }) =>
      imports
        .filter(
          ({ from }) => isNodeFile(from) && roomOf(file) !== 'embedded' && !isNodeFile(file) && !isTest(file),
        )
        .map(({ from }) => `${file} imports ${from}`),
    );
    expect(wrong).toEqual([]);
  });

  it('that need a server stay out of the components', () => {
    const wrong = sources
      .filter(({ file }) => file.startsWith('components/'))
      .flatMap(({ file, imports }) =>
        imports
          .filter(({ from }) => /^(app\/|node:|lib\/(cluster|embedded|history|apiserver|store)\/)/.test(from))
          .map(({ from }) => `${file} imports ${from}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe('code', () => {
  const judged = sources.filter(({ file }) => file !== 'lib/tidy.test.ts');

  it('uses nothing that is banned', () => {
    const wrong = judged
      .filter(({ file }) => !file.startsWith('lib/time/') && !file.startsWith('lib/launcher/'))
      .flatMap(({ file, code }) =>
        code
          .split('\n')
          .flatMap((line, at) =>
            banned
              .filter(({ pattern }) => pattern.test(line))
              .map(({ instead }) => `${file}:${at + 1} ${line.trim()} (instead: ${instead})`),
          ),
      );
    expect(wrong).toEqual([]);
  });

  it('stands in files of at most 800 lines', () => {
    const long = judged.filter(({ text }) => text.split('\n').length > 801).map(({ file }) => file);
    expect(long).toEqual([]);
  });

  it('exports only what another file uses', () => {
    const used = new Set(
      sources.flatMap(({ imports }) =>
        imports.flatMap(({ from, names }) => names.map((name) => `${from} ${name}`)),
      ),
    );
    const dead = judged
      .filter(({ file }) => !isTest(file) && !/config\.(ts|js|mjs)$/.test(file))
      .flatMap(({ file, code }) =>
        [
          ...code.matchAll(
            /^export (?:async )?(?:function\*?|const|let|class|default function|default) ?(\w+)?/gm,
          ),
        ]
          .map(([statement, name]) => (statement.startsWith('export default') ? 'default' : name!))
          .filter((name) => !(/^(app\/|proxy\.ts)/.test(file) && calledByFramework.test(name)))
          .filter((name) => !used.has(`${file} ${name}`) && !used.has(`${file} *`))
          .map((name) => `${file} ${name}`),
      );
    expect(dead).toEqual([]);
  });
});

describe('the checks themselves', () => {
  it('see imports, aliases, types and dynamic imports', () => {
    expect(namesIn('{ a, type B, c as d }')).toEqual(['a', 'B', 'c']);
    expect(namesIn('Page, { a }')).toEqual(['a', 'default']);
    expect(namesIn('* as all')).toEqual(['*']);
    expect(resolveImport('lib/time/virtual.ts', './clock')).toBe('lib/time/clock.ts');
    expect(resolveImport('app/page.tsx', '@/lib/time/clock')).toBe('lib/time/clock.ts');
    expect(resolveImport('app/page.tsx', 'react')).toBe('react');
  });
});
