import { describe, expect, it } from 'vitest';
import { readManifest } from './document';
import { examples } from './example';
import { containersOf, kindOf } from './form';
import { checkDocument } from './formcheck';
import { commandOf } from './formcommand';

describe('every example', () => {
  for (const { id, kind, text } of examples)
    it(`${id} is read, valid and has something to run without an image`, () => {
      const manifest = readManifest(text);
      expect(manifest.problems).toEqual([]);
      expect(manifest.documents.length).toBeGreaterThan(0);
      for (const [index, { value }] of manifest.documents.entries()) {
        expect(kindOf(value)).toBe(kind);
        expect(checkDocument(manifest, index, 'default', 0)).toEqual([]);
        for (const { container } of containersOf(value, kind))
          expect(commandOf(container).kind).toBe('shell');
      }
    });
});
