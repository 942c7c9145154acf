import { describe, expect, it } from 'vitest';
import { defaultPodSpec } from './defaults';
import { completeTemplateSpec } from './templatespec';
import type { PodSpec } from './types';

const specOf = (image: string, rest: object = {}): PodSpec => ({
  containers: [{ name: 'c', image }],
  ...rest,
});

describe('the spec of a template', () => {
  it('is one object for all that are equal, with its defaults', () => {
    const complete = completeTemplateSpec(specOf('a'));
    expect(complete).toEqual(defaultPodSpec(specOf('a')));
    expect(completeTemplateSpec(specOf('a'))).toBe(complete);
    expect(completeTemplateSpec(specOf('b'))).toEqual(defaultPodSpec(specOf('b')));
    expect(completeTemplateSpec(complete)).toEqual(complete);
  });

  it('is not kept when it is long, nor for ever', () => {
    const long = () => specOf('a', { nodeSelector: { a: 'x'.repeat(20_000) } });
    expect(completeTemplateSpec(long())).not.toBe(completeTemplateSpec(long()));
    const first = completeTemplateSpec(specOf('a'));
    for (let at = 0; at < 1000; at++) completeTemplateSpec(specOf(`image${at}`));
    expect(completeTemplateSpec(specOf('a'))).not.toBe(first);
  });
});
