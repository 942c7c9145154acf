// Reads the generated models of @kubernetes/client-node as text: importing them all would take a second.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The model of a definition: class name, description, and its properties in alphabetical order. */
export function readModel(folder, packageName, name) {
  const prefix = packageName === 'io.k8s.api.events.v1' ? 'EventsV1' : 'CoreV1';
  const className = [`${prefix}${name}`, `V1${name}`].find((candidate) =>
    existsSync(path.join(folder, `${candidate}.js`)),
  );
  if (!className) throw new Error(`@kubernetes/client-node has no model of ${name}`);
  const code = readFileSync(path.join(folder, `${className}.js`), 'utf8');
  const types = readFileSync(path.join(folder, `${className}.d.ts`), 'utf8');
  const [, list] = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(code) ?? [undefined, '[]'];
  const declared = readDeclarations(types);
  const properties = JSON.parse(list).map(({ baseName, type, format }) => ({
    name: baseName,
    type,
    format,
    ...declared.get(baseName),
  }));
  const [, description = ''] = /\/\*\*\n\* ([^\n]*)\n\*\/\nexport declare class/.exec(types) ?? [];
  return { className, description: unescapeText(description), properties };
}

/** Of each property: its description, and whether it must be there. */
function readDeclarations(types) {
  const declared = new Map();
  const pattern = /(?:\/\*\*\n\s*\* ([^\n]*)\n\s*\*\/\n\s*)?'([^']+)'(\?)?: /g;
  const body = types.slice(types.indexOf('export declare class'));
  for (const [, description = '', property, optional] of body.matchAll(pattern)) {
    if (!declared.has(property)) {
      declared.set(property, { description: unescapeText(description), required: !optional });
    }
  }
  return declared;
}

function unescapeText(text) {
  return text.replace(/\\(['"])/g, '$1');
}

/** One fact, such as `volumes patch:merge,retainKeys:name list:map:name`; see facts/README.md. */
export function parseFact(line) {
  const [head, ...words] = line.split(' ');
  if (head.startsWith('@map:')) return { property: '@', map: head.slice('@map:'.length) };
  const [, property, flags] = /^([\w$.-]*?)([*!]*)$/.exec(head);
  const fact = { property, pointer: flags.includes('*'), always: flags.includes('!') };
  for (const word of words) {
    if (word.startsWith('=')) fact.goType = word.slice(1);
    else {
      const at = word.indexOf(':');
      fact[at < 0 ? word : word.slice(0, at)] = at < 0 ? true : word.slice(at + 1);
    }
  }
  return fact;
}
