import { describe, isRecord } from '../../resources/schema/jsontype';
import { badRequest } from '../errors';
import { JsonSyntaxError, scanJson } from './jsonscan';

/** The forms a patch comes in. */
export type PatchType = 'json' | 'merge' | 'strategic';

/** The text of a patch taken apart. */
export interface ParsedPatch {
  value: unknown;
  /** What a strict decoder holds against the text, in Kubernetes' words. */
  faults: readonly string[];
  /** How numbers are written that the patch puts into the object, by their path there. */
  numbers?: ReadonlyMap<string, string>;
}

/**
 * Parses the text of a patch. 400 in the words of the decoder that Kubernetes uses for the form; a strict reading
 * uses another one than a lenient reading does.
 */
export function parsePatch(text: string, type: PatchType, isStrict: boolean): ParsedPatch {
  const { value, duplicates, numbers } = readText(text, type, isStrict);
  checkShape(value, type, isStrict);
  if (type === 'json')
    return { value: value ?? [], faults: isStrict ? operationFaults(value, duplicates) : [] };
  const faults = isStrict ? duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`) : [];
  return { value: value ?? {}, faults, numbers: type === 'merge' ? numbers : undefined };
}

function readText(text: string, type: PatchType, isStrict: boolean) {
  try {
    const { duplicates, numbers } = scanJson(text);
    return { value: JSON.parse(text) as unknown, duplicates: duplicates.map(({ path }) => path), numbers };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (type === 'merge' && !isStrict) throw badRequest(badMergePatch);
    throw badRequest(prefixOf(type, isStrict) + error.message);
  }
}

const badMergePatch = 'Invalid JSON Patch';

function prefixOf(type: PatchType, isStrict: boolean): string {
  return type !== 'strategic' && isStrict ? 'error decoding patch: ' : '';
}

function checkShape(value: unknown, type: PatchType, isStrict: boolean): void {
  if (value === null) {
    if (type === 'merge') throw badRequest(badMergePatch);
    return;
  }
  if (type === 'json') {
    const [list, item] = isStrict
      ? ['[]handlers.jsonPatchOp', 'handlers.jsonPatchOp']
      : ['jsonpatch.Patch', 'jsonpatch.Operation'];
    if (!Array.isArray(value)) throw mismatch(value, list, type, isStrict);
    const wrong = value.find((operation) => operation !== null && !isRecord(operation));
    if (wrong !== undefined) throw mismatch(wrong, item, type, isStrict);
    if (isStrict) value.forEach(checkOperation);
    return;
  }
  if (isRecord(value) || (type === 'merge' && !isStrict && Array.isArray(value))) return;
  if (type === 'merge' && !isStrict) throw badRequest(badMergePatch);
  throw mismatch(value, 'map[string]interface {}', type, isStrict);
}

function mismatch(value: unknown, goType: string, type: PatchType, isStrict: boolean): Error {
  const found = describe(value);
  return badRequest(
    `${prefixOf(type, isStrict)}json: cannot unmarshal ${found} into Go value of type ${goType}`,
  );
}

const operationWords = new Set(['op', 'path', 'from']);

function checkOperation(operation: unknown): void {
  for (const [name, word] of Object.entries(operation ?? {})) {
    if (!operationWords.has(name) || word === null || typeof word === 'string') continue;
    const field = `Go struct field jsonPatchOp.${name} of type string`;
    throw badRequest(`error decoding patch: json: cannot unmarshal ${describe(word)} into ${field}`);
  }
}

/** The operations; one that is null has no words, as Go reads it. */
function operationsOf(value: unknown): object[] {
  return ((value ?? []) as (object | null)[]).map((operation) => operation ?? {});
}

/** The fields that operations have too many of or twice. */
function operationFaults(value: unknown, duplicates: readonly string[]): string[] {
  const unknown = operationsOf(value).flatMap((operation, position) =>
    Object.keys(operation)
      .filter((name) => name !== 'value' && !operationWords.has(name))
      .map((name) => `[${position}].${name}`),
  );
  return [
    ...unknown.map((path) => `json patch unknown field ${JSON.stringify(path)}`),
    ...duplicates.map((path) => `json patch duplicate field ${JSON.stringify(path)}`),
  ];
}
