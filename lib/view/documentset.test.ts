import { describe, expect, it } from 'vitest';
import { readManifest } from './document';
import { withDocument, writeManifest } from './documentset';

describe('writing objects', () => {
  it('has their fields in the usual order', () => {
    const container = { env: [], command: ['sh'], image: 'i', name: 'x', zzz: 1 };
    const text = writeManifest([
      { spec: { containers: [container] }, kind: 'Pod', apiVersion: 'v1' },
      { kind: 'B' },
    ]);
    expect(text).toBe(
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: x\n      image: i\n      command:\n        - sh\n      env: []\n      zzz: 1\n---\nkind: B\n',
    );
  });

  it('adds a document behind what is there', () => {
    for (const [text, after] of [
      ['', 'b: 2\n'],
      ['a: 1\n', 'a: 1\n---\nb: 2\n'],
      ['a: 1', 'a: 1\n---\nb: 2\n'],
    ] as const)
      expect(withDocument(readManifest(text), 'b: 2\n').text).toBe(after);
  });
});
