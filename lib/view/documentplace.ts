import type { Manifest } from './document';
import { rangeBetween, type TextRange } from './documenttext';
import { endOf, itemStart, type Slot, slotsTo } from './documenttoken';
import { isEntries, type Path, valueAt } from './documentvalue';

/**
 * The path a Kubernetes field path means in a value: `spec.template.spec.containers[0].name`,
 * `metadata.labels[a.b/c]`. What is in brackets is a list position where the value has a list (or nothing)
 * there, else a key. Keys with dots that are not in brackets (`metadata.annotations.a.b/c`) are found by
 * looking at the value.
 */
export function parseFieldPath(text: string, value: unknown): Path {
  const path: (string | number)[] = [];
  let at: unknown = value;
  let rest = text.trim();
  while (rest !== '') {
    const bracket = /^\[("?)([^\]]*?)\1\]/.exec(rest);
    const step = bracket ? stepInBrackets(bracket[2]!, at) : namedStep(rest.replace(/^\./, ''), at);
    rest = bracket ? rest.slice(bracket[0].length) : rest.replace(/^\./, '').slice(String(step).length);
    if (step === '') break;
    path.push(step);
    at = valueAt(at, [step]);
  }
  return path;
}

function stepInBrackets(inner: string, at: unknown): string | number {
  return /^\d+$/.test(inner) && !isEntries(at) ? Number(inner) : inner;
}

/** The longest key of the map that the rest begins with, else the name up to the next dot or bracket. */
function namedStep(rest: string, at: unknown): string {
  const keys = isEntries(at) ? Object.keys(at) : [];
  const begun = keys.filter(
    (key) => rest === key || rest.startsWith(`${key}.`) || rest.startsWith(`${key}[`),
  );
  const longest = begun.sort((a, b) => b.length - a.length)[0];
  return longest ?? /^[^.[]*/.exec(rest)![0];
}

/** A path as Kubernetes writes it; keys that are no plain names stand in brackets. */
export function fieldPathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^\w+$/.test(step)) return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/**
 * Where a path stands in the text: its key and value when the value is on one line, else its key alone; where
 * the path does not exist, the deepest part of it that does. The range of a missing document is the text's
 * first line.
 */
export function placeOf(manifest: Manifest, index: number, path: Path): TextRange {
  const document = manifest.documents[index];
  if (!document) return rangeBetween(manifest.text, 0, 0);
  const slots = slotsTo(document.tree.contents, path);
  const slot = slots.at(-1);
  const start = document.tree.contents?.srcToken?.offset ?? document.from;
  if (!slot) return firstWord(manifest.text, start);
  return placeOfSlot(manifest.text, slot);
}

function placeOfSlot(text: string, slot: Slot): TextRange {
  const { key, value } = slot.item;
  const from = slot.kind === 'entry' && key ? key.offset : (value?.offset ?? itemStart(slot.item));
  const end = value ? endOf(value) : key ? endOf(key) : from + 1;
  if (!text.slice(from, end).includes('\n')) return rangeBetween(text, from, end);
  if (slot.kind === 'entry' && key) return rangeBetween(text, from, endOf(key));
  return firstWord(text, from);
}

/** What stands on the line from an offset on, without blanks and comment at its end. */
function firstWord(text: string, from: number): TextRange {
  const line = /^[^\n]*/.exec(text.slice(from))![0].replace(/\s+(#.*)?$/, '');
  return rangeBetween(text, from, from + Math.max(1, line.length));
}
