import { describe, expect, it } from 'vitest';
import { readManifest } from './document';
import { fieldPathText, parseFieldPath, placeOf } from './documentplace';

const text = `# first
kind: Job
metadata:
  labels:
    a.b/c: x   # why
---
kind: CronJob
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
          - name: a
          - command:
            - sh
            image: busybox
            env: [{name: A, value: "1"}]
`;
const manifest = readManifest(text);

function placed(index: number, field: string): string {
  const path = parseFieldPath(field, manifest.documents[index]!.value);
  const { from, to } = placeOf(manifest, index, path);
  return `${from.line}:${from.column}-${to.line}:${to.column}`;
}

describe('the place of a field', () => {
  const pod = 'spec.jobTemplate.spec.template.spec';
  const cases: [number, string, string][] = [
    [0, 'kind', '2:1-2:10'],
    [0, 'metadata.labels', '4:3-4:9'],
    [0, 'metadata.labels[a.b/c]', '5:5-5:13'],
    [0, 'metadata.labels.a.b/c', '5:5-5:13'],
    [0, 'metadata.name', '3:1-3:9'],
    [0, 'spec.template', '2:1-2:10'],
    [1, `${pod}.containers[0].name`, '14:13-14:20'],
    [1, `${pod}.containers[0].image`, '14:13-14:20'],
    [1, `${pod}.containers[1].image`, '17:13-17:27'],
    [1, `${pod}.containers[1].command[0]`, '16:15-16:17'],
    [1, `${pod}.containers[1].env[0].value`, '18:29-18:39'],
    [1, `${pod}.restartPolicy`, '12:9-12:13'],
    [1, '', '7:1-7:14'],
  ];
  for (const [index, field, place] of cases)
    it(`${index} ${field || 'the whole'}`, () => expect(placed(index, field)).toBe(place));
});

describe('field paths', () => {
  it('are written as Kubernetes writes them', () => {
    const path = ['spec', 'containers', 0, 'env', 1, 'value'];
    expect(fieldPathText(path)).toBe('spec.containers[0].env[1].value');
    expect(fieldPathText(['metadata', 'labels', 'a.b/c'])).toBe('metadata.labels[a.b/c]');
  });

  it('tell list positions from keys by the value', () => {
    expect(parseFieldPath('a[0]', { a: { 0: 'x' } })).toEqual(['a', '0']);
    expect(parseFieldPath('a[0]', { a: ['x'] })).toEqual(['a', 0]);
    expect(parseFieldPath('a[0].b', {})).toEqual(['a', 0, 'b']);
  });
});
