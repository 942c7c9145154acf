import { withoutUndefined } from '../meta/absent';
import { FieldPath, invalid as invalidField } from '../meta/field';
import type { KubeObject } from '../meta/object';
import { goText } from '../patch/gotext';
import { applyJsonPatch } from '../patch/jsonpatch';
import { applyMergePatch } from '../patch/mergepatch';
import { applyStrategicPatch } from '../patch/strategic';
import { type ShapedObject, shapeObject } from './decode';
import { badRequest, invalid, unsupportedPatch } from './errors';
import { scanJson } from './jsonscan';
import type { Kinds, Served } from './kinds';
import type { WriteQuery } from './options';
import { patchRulesOf } from './patchrules';

type PatchType = 'json' | 'merge' | 'strategic';

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
  const isStrict = fieldValidation !== 'Ignore';
  const { value: patch, duplicates } = parsePatch(text, type, isStrict);
  const shown = served.show(current);
  const patched = applyTo(served, type, patch, shown);
  const quote = () => (type === 'strategic' ? goText(patch) : JSON.stringify(patched));
  const reword = type === 'strategic' ? converterText : undefined;
  const { object, unknown } = shapePatched({ kinds, served, patched, current: shown }, quote, reword);
  const errors = [...duplicates, ...unknown];
  if (errors.length > 0 && fieldValidation === 'Strict') {
    throw invalidPatch(quote(), `strict decoding error: ${errors.join(', ')}`);
  }
  if (fieldValidation === 'Warn') errors.forEach(warn);
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
  return shapePatched({ kinds, served, patched, current: shown }, () => JSON.stringify(patched)).object;
}

function parsePatch(
  text: string,
  type: PatchType,
  isStrict: boolean,
): { value: unknown; duplicates: readonly string[] } {
  const prefix = type === 'strategic' ? '' : 'error decoding patch: ';
  let duplicates: readonly string[] = [];
  let value: unknown;
  try {
    const found = scanJson(text).duplicates;
    if (isStrict) duplicates = found.map((path) => duplicateText(path, type));
    value = JSON.parse(text);
  } catch (error) {
    throw badRequest(prefix + (error as Error).message);
  }
  const isArray = Array.isArray(value);
  const isObject = typeof value === 'object' && value !== null && !isArray;
  if (type === 'json' ? isArray : isObject) return { value, duplicates };
  const found = isArray ? 'array' : value === null ? 'null' : isObject ? 'object' : typeof value;
  const goType = type === 'json' ? '[]handlers.jsonPatchOp' : 'map[string]interface {}';
  throw badRequest(`${prefix}json: cannot unmarshal ${found} into Go value of type ${goType}`);
}

function duplicateText(path: string, type: PatchType): string {
  const text = `duplicate field ${JSON.stringify(path)}`;
  return type === 'json' ? `json patch ${text}` : text;
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
  reword: (message: string) => string = (message) => message,
): ShapedObject {
  try {
    return shapeObject(kinds, served, patched, { known: current });
  } catch (error) {
    throw invalidPatch(quote(), reword((error as Error).message));
  }
}

/** A decoder's complaint in the words of the converter, through which strategic patches go instead. */
function converterText(message: string): string {
  const [, found = '', wanted = ''] = /cannot unmarshal (\S+).* of type (.+)$/.exec(message) ?? [];
  if (wanted.startsWith('[]')) return `cannot restore slice from ${found}`;
  if (wanted.startsWith('map[')) return `cannot restore map from ${found}`;
  return /^(int32|int64|bool|string)$/.test(wanted) ? `unrecognized type: ${wanted}` : message;
}

function invalidPatch(quoted: string, why: string): Error {
  return invalid({ group: '', name: '' }, '', [invalidField(FieldPath.of('patch'), quoted, why)]);
}
