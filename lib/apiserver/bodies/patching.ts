import { withoutUndefined } from '../../meta/absent';
import { FieldPath, invalid as invalidField } from '../../meta/field';
import type { KubeObject } from '../../meta/object';
import { goText } from '../../patch/gotext';
import { applyJsonPatch } from '../../patch/jsonpatch';
import { applyMergePatch } from '../../patch/mergepatch';
import { applyStrategicPatch } from '../../patch/strategic';
import { unconvertible } from '../../resources/schema/converterwords';
import { invalid, unsupportedPatch } from '../errors';
import type { Kinds, Served } from '../kinds';
import type { WriteQuery } from '../options';
import { type ShapedObject, shapeObject } from './decode';
import { patchRulesOf } from './patchrules';
import { type PatchType, parsePatch } from './patchtext';

const patchTypes: Readonly<Record<string, PatchType | 'apply'>> = {
  'application/apply-patch+yaml': 'apply',
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};

/** The patch form of a `Content-Type`; 415 for what is none. */
export function patchTypeOf(contentType: string | null): PatchType | 'apply' {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  const found = Object.hasOwn(patchTypes, type) ? patchTypes[type] : undefined;
  if (!found) throw unsupportedPatch();
  return found;
}

/** A patch as it came over HTTP. */
export interface PatchText {
  kinds: Kinds;
  served: Served;
  type: PatchType;
  text: string;
  fieldValidation: WriteQuery['fieldValidation'];
  warn: (text: string) => void;
}

/**
 * The object a patch makes of the present one, in its stored form. 400 for a broken patch, 422 when it cannot
 * be applied or what it makes is no object of the kind; unknown and duplicate fields are treated as field
 * validation says.
 */
export function applyPatch(
  { kinds, served, type, text, fieldValidation, warn }: PatchText,
  current: KubeObject,
): KubeObject {
  const { value: patch, faults, numbers } = parsePatch(text, type, fieldValidation !== 'Ignore');
  const shown = served.show(current);
  const patched = applyTo(served, type, patch, shown);
  const quote = () => (type === 'strategic' ? goText(patch) : JSON.stringify(patched));
  const { object, unknown } = shapePatched({ kinds, served, patched, current: shown }, quote, {
    type,
    numbers,
  });
  if (fieldValidation === 'Ignore') return object;
  const all = [...faults, ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`)];
  if (all.length > 0 && fieldValidation === 'Strict') {
    throw invalidPatch(quote(), `strict decoding error: ${all.join(', ')}`);
  }
  all.forEach(warn);
  return object;
}

/** Applies a patch that is no text but a value, as callers of the same process give it. */
export function patchObject(
  kinds: Kinds,
  served: Served,
  type: string,
  patch: unknown,
  current: KubeObject,
): KubeObject {
  if (type !== 'json' && type !== 'merge' && type !== 'strategic') throw unsupportedPatch();
  const shown = served.show(current);
  const patched = applyTo(served, type, withoutUndefined(patch), shown);
  const quote = () => JSON.stringify(patched);
  return shapePatched({ kinds, served, patched, current: shown }, quote, { type }).object;
}

function applyTo(served: Served, type: PatchType, patch: unknown, current: KubeObject): unknown {
  switch (type) {
    case 'json':
      return applyJsonPatch(current, patch);
    case 'merge':
      return applyMergePatch(current, patch);
    case 'strategic':
      return applyStrategicPatch(current, patch, patchRulesOf(served.schema));
  }
}

interface Patched {
  kinds: Kinds;
  served: Served;
  patched: unknown;
  current: KubeObject;
}

function shapePatched(
  { kinds, served, patched, current }: Patched,
  quote: () => string,
  { type, numbers }: { type: PatchType; numbers?: ReadonlyMap<string, string> },
): ShapedObject {
  try {
    if (type !== 'strategic') return shapeObject(kinds, served, patched, { numbers, known: current });
    const shaped = shapeObject(kinds, served, asKind(patched, served), { converted: true, known: current });
    return { ...shaped, unknown: [...shaped.unknown].sort() };
  } catch (error) {
    throw invalidPatch(quote(), (error as Error).message);
  }
}

/** Go's converter makes an object of the kind that is patched, whatever words the patch has for it. */
function asKind(patched: unknown, { apiVersion, resource: { kind } }: Served): object {
  const words = Object.entries({ apiVersion, kind });
  const given = patched as Record<string, unknown>;
  for (const [name, word] of words) {
    const said = given[name] ?? word;
    if (typeof said !== 'string') throw new Error(unconvertible(said, 'string'));
  }
  return { ...given, ...Object.fromEntries(words) };
}

function invalidPatch(quoted: string, why: string): Error {
  return invalid({ group: '', name: '' }, '', [invalidField(FieldPath.of('patch'), quoted, why)]);
}
