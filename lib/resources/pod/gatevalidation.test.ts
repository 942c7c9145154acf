import { describe, expect, it } from 'vitest';
import { errorText, FieldPath } from '../../meta/field';
import { sameValue } from '../equality';
import { validateDirections, withoutDirections } from './gatevalidation';
import type { NodeSelectorTerm, PodSpec } from './types';

const pod = (fields: Partial<PodSpec>): PodSpec => ({ containers: [], ...fields });
const within = (...nodeSelectorTerms: NodeSelectorTerm[]): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  },
});
const zone = { key: 'zone', operator: 'In', values: ['a'] };
const disk = { key: 'disk', operator: 'Exists' };
const terms = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
const quotedZone = '{"Key":"zone","Operator":"In","Values":["a"]}';

describe('where a waiting pod may go', () => {
  it.each([
    [{ nodeSelector: { a: 'b', c: 'd' } }, { nodeSelector: { a: 'b' } }, []],
    [
      { nodeSelector: { c: 'd', a: 'x' } },
      { nodeSelector: { a: 'b' } },
      [
        'spec.nodeSelector: Invalid value: {"a":"x","c":"d"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ],
    ],
    [
      {},
      { nodeSelector: { a: 'b' } },
      [
        'spec.nodeSelector: Invalid value: null: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ],
    ],
    [within({ matchExpressions: [zone] }), {}, []],
    [within({ matchExpressions: [zone, disk] }), within({ matchExpressions: [zone] }), []],
    [
      within({ matchExpressions: [zone] }, {}),
      within({ matchExpressions: [zone] }),
      [
        `${terms}: Invalid value: [{"MatchExpressions":[${quotedZone}],"MatchFields":null},{"MatchExpressions":null,"MatchFields":null}]: no additions/deletions to non-empty NodeSelectorTerms list are allowed`,
      ],
    ],
    [
      {},
      within({ matchExpressions: [zone] }),
      [
        `${terms}: Invalid value: null: no additions/deletions to non-empty NodeSelectorTerms list are allowed`,
      ],
    ],
    [
      within({ matchExpressions: [zone] }),
      within({}),
      [
        `${terms}[0]: Invalid value: {"MatchExpressions":[${quotedZone}],"MatchFields":null}: only additions are allowed (no mutations or deletions)`,
      ],
    ],
  ])('%j after %j', (next, previous, errors) => {
    const found = [...validateDirections(pod(next), pod(previous), FieldPath.of('spec'))];
    expect(found.map(errorText)).toEqual(errors);
    expect(sameValue(withoutDirections(pod(next), pod(previous)), pod(previous))).toBe(true);
  });

  it('is not about other pods', () => {
    const podAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'k' }] };
    const next = pod({ affinity: { ...within({ matchExpressions: [zone] }).affinity, podAffinity } });
    expect(withoutDirections(next, pod({})).affinity).toEqual({ podAffinity });
  });
});
