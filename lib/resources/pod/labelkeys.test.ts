import { expect, it } from 'vitest';
import { withLabelKeysSelected } from './labelkeys';
import type { Pod, PodSpec } from './types';

const pod = (spec: Partial<PodSpec>): Pod =>
  ({ metadata: { labels: { app: 'a', rev: '1' } }, spec: { containers: [], ...spec } }) as Pod;
const term = { topologyKey: 'k', labelSelector: { matchLabels: { x: 'y' } } };

it("writes a pod's own labels into the selectors of its terms", () => {
  const matching = { ...term, matchLabelKeys: ['rev', 'none'], mismatchLabelKeys: ['app'] };
  const constraint = { ...term, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', matchLabelKeys: ['app'] };
  const { spec } = withLabelKeysSelected(
    pod({
      affinity: {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [matching] },
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: matching }],
        },
      },
      topologySpreadConstraints: [constraint],
    }),
  );
  const matchExpressions = [
    { key: 'rev', operator: 'In', values: ['1'] },
    { key: 'app', operator: 'NotIn', values: ['a'] },
  ];
  const labelSelector = { matchLabels: { x: 'y' }, matchExpressions };
  const { podAffinity, podAntiAffinity } = spec.affinity!;
  expect(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector).toEqual(
    labelSelector,
  );
  const [preferred] = podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  expect(preferred?.podAffinityTerm.labelSelector).toEqual(labelSelector);
  expect(spec.topologySpreadConstraints?.[0]?.labelSelector?.matchExpressions).toEqual([
    { key: 'app', operator: 'In', values: ['a'] },
  ]);
});

it.each([
  [{}],
  [{ topologySpreadConstraints: [{ ...term, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' }] }],
])('leaves %j as it is', (spec) => {
  const plain = pod(spec);
  expect(withLabelKeysSelected(plain)).toBe(plain);
});
