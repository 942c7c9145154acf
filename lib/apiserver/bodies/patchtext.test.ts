import { describe, expect, it } from 'vitest';
import { StatusError } from '../../meta/status';
import { type PatchType, parsePatch } from './patchtext';

function refusalOf(text: string, type: PatchType, isStrict: boolean): string {
  try {
    parsePatch(text, type, isStrict);
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return 'taken';
}

const cannot = 'json: cannot unmarshal';

describe('parsePatch', () => {
  it.each<[PatchType, string, string, string]>([
    ['json', '[{"op":', 'error decoding patch: unexpected end of JSON input', 'unexpected end of JSON input'],
    ['merge', '{"spec":', 'error decoding patch: unexpected end of JSON input', 'Invalid JSON Patch'],
    ['strategic', '{"spec":', 'unexpected end of JSON input', 'unexpected end of JSON input'],
    [
      'json',
      '{}',
      `error decoding patch: ${cannot} object into Go value of type []handlers.jsonPatchOp`,
      `${cannot} object into Go value of type jsonpatch.Patch`,
    ],
    [
      'json',
      '["x"]',
      `error decoding patch: ${cannot} string into Go value of type handlers.jsonPatchOp`,
      `${cannot} string into Go value of type jsonpatch.Operation`,
    ],
    [
      'json',
      '[{"path":5,"op":"add"}]',
      `error decoding patch: ${cannot} number into Go struct field jsonPatchOp.path of type string`,
      'taken',
    ],
    ['json', 'null', 'taken', 'taken'],
    ['json', '[null]', 'taken', 'taken'],
    ['merge', 'null', 'Invalid JSON Patch', 'Invalid JSON Patch'],
    [
      'merge',
      '[1]',
      `error decoding patch: ${cannot} array into Go value of type map[string]interface {}`,
      'taken',
    ],
    [
      'merge',
      '1',
      `error decoding patch: ${cannot} number into Go value of type map[string]interface {}`,
      'Invalid JSON Patch',
    ],
    [
      'strategic',
      '[1]',
      `${cannot} array into Go value of type map[string]interface {}`,
      `${cannot} array into Go value of type map[string]interface {}`,
    ],
    ['strategic', 'null', 'taken', 'taken'],
  ])('takes a %s patch %s or refuses it, strictly and leniently', (type, text, strict, lenient) => {
    expect([refusalOf(text, type, true), refusalOf(text, type, false)]).toEqual([strict, lenient]);
  });

  it('tells what operations have too much', () => {
    const text = '[{"op":"test","op":"add","path":"/a","value":{"b":1},"extra":1}]';
    expect(parsePatch(text, 'json', true).faults).toEqual([
      'json patch unknown field "[0].extra"',
      'json patch duplicate field "[0].op"',
    ]);
    expect(parsePatch(text, 'json', false).faults).toEqual([]);
  });

  it('keeps how a merge patch writes its numbers', () => {
    const { numbers } = parsePatch('{"spec":{"parallelism":2.0}}', 'merge', true);
    expect(numbers?.get('spec.parallelism')).toBe('2.0');
  });
});
