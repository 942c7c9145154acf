import type { Chance } from './chance';
import { oddTexts } from './oddvalues';

const encoder = new TextEncoder();

type TextChange = (chance: Chance, text: string, at: number) => string;

const textChanges: readonly TextChange[] = [
  (_chance, text, at) => text.slice(0, at),
  (_chance, text, at) => text.slice(at),
  (chance, text, at) => text.slice(0, at) + text.slice(at + 1 + chance.below(4)),
  (chance, text, at) => text.slice(0, at) + chance.pick(oddTexts) + text.slice(at),
  (chance, text, at) => text.slice(0, at) + chance.pick([...'{}[]:,"\\\n\t#&*!|>-']) + text.slice(at),
  (_chance, text) => `${text}${text}`,
  (_chance, text) => `\ufeff${text}`,
  (_chance, text) => ` \n\t${text}\r\n`,
  (_chance, text) => text.replace(/"(\w+)":/, '"$1":null,"$1":'),
  (_chance, text) => text.replace(/"(\w+)":(?=[^:]*$)/, '"$1":0,"$1":'),
  (_chance, text) => text.replace(/:(\d+)/, ':$1.0'),
  (_chance, text) => text.replace(/:(\d+)/, ':$10000000000000000000000000000000'),
  (_chance, text) => text.replace(/:(\d+)/, ':1e400'),
  (_chance, text) => text.replace(/:(\d+)/, ':0$1'),
  (_chance, text) => text.replace(/:"/, ':"\\ud800'),
  (_chance, text) => text.replace(/:"/, ':"\\u0000\\x'),
  (chance) => '['.repeat(1 + chance.below(30_000)),
  (chance) => '{"a":'.repeat(1 + chance.below(30_000)),
  (chance) => `{"metadata":${'['.repeat(12_000)}${']'.repeat(12_000 - chance.below(2))}}`,
  (chance) => `{"spec":{"x":${'{"a":'.repeat(9000 + chance.below(3000))}1${'}'.repeat(12_000)}`,
];

/** A text with one place broken, something put in, or twisted as a whole. */
export function mutateText(chance: Chance, text: string): string {
  return chance.pick(textChanges)(chance, text, chance.below(text.length + 1));
}

/** Bytes with some of them changed, left out, or doubled. */
export function mutateBytes(chance: Chance, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const changed = Uint8Array.from(bytes);
  if (bytes.length === 0) return changed;
  const at = chance.below(bytes.length);
  switch (chance.below(4)) {
    case 0:
      return changed.slice(0, at);
    case 1:
      return Uint8Array.from([...changed.slice(0, at), 0xff, 0xfe, 0xc0, ...changed.slice(at)]);
    default:
      for (let time = 1 + chance.below(4); time > 0; time--)
        changed[chance.below(changed.length)] = chance.below(256);
      return changed;
  }
}

const bombs: readonly string[] = [
  `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`)}]`).join('\n')}\n`,
  'a: &a {b: *a}\n',
  'metadata: &m {name: x}\n<<: *m\nspec: *m\n',
  '<<: [{kind: Job}, {kind: Pod}]\n',
  'kind: !!binary SGVsbG8=\napiVersion: !!set {batch/v1}\n',
  'kind: !<tag:example.com,2000:x> Job\n',
  '? {a: b}\n: c\n',
  '? [a, b]\n: c\n',
  '%YAML 1.2\n---\nkind: Job\n...\n---\nkind: Pod\n',
  'kind: |\n  Job\nmetadata: {name: 0x1F, labels: {a: 1.0, b: ~, c: .inf, d: .nan, e: 2026-01-01}}\n',
  'kind: Job\n\tmetadata: {}\n',
  '1: a\ntrue: b\nnull: c\n',
  `${'- '.repeat(3000)}x\n`,
  `${'{a: '.repeat(3000)}\n`,
  '*missing\n',
  '--- !!map\n--- \n',
  '# nothing\n',
];

/** Documents that YAML allows and nobody should send. */
export function oddYaml(chance: Chance): string {
  return chance.pick(bombs);
}

/** UTF-8 bytes of a text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}
