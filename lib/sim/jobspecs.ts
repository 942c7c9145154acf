import fc from 'fast-check';
import type { JobSpec, PodFailurePolicyRule, SuccessPolicy } from '../resources/job/types';

const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

const onExitCodes = fc.record({
  operator: fc.constantFrom('In' as const, 'NotIn' as const),
  values: fc.uniqueArray(fc.constantFrom(1, 2, 3, 42, 143), { minLength: 1 }).map(ascending),
});
const onPodConditions = fc.constant<PodFailurePolicyRule['onPodConditions']>([
  { type: 'DisruptionTarget', status: 'True' },
]);
const action = fc.constantFrom<PodFailurePolicyRule['action'][]>('Ignore', 'Count', 'FailIndex', 'FailJob');
const failureRule = fc.oneof(fc.record({ action, onExitCodes }), fc.record({ action, onPodConditions }));

const common = {
  parallelism: fc.integer({ min: 1, max: 4 }),
  backoffLimit: fc.integer({ min: 0, max: 8 }),
  activeDeadlineSeconds: fc.option(fc.integer({ min: 20, max: 900 }), { nil: undefined, freq: 5 }),
  suspend: fc.constantFrom(false, false, false, true),
  podReplacementPolicy: fc.constantFrom('TerminatingOrFailed' as const, 'Failed' as const),
  failureRules: fc.array(failureRule, { maxLength: 3 }),
};

const plainSpec = fc.record({ ...common, completions: maybe(fc.integer({ min: 1, max: 8 })) });

const indexedSpec = fc.integer({ min: 1, max: 8 }).chain((completions) => {
  const succeededCount = fc.integer({ min: 1, max: completions });
  const succeededIndexes = fc
    .uniqueArray(fc.nat(completions - 1), { minLength: 1 })
    .map((indexes) => ascending(indexes).join());
  const limits = fc.record({
    backoffLimit: maybe(fc.integer({ min: 0, max: 8 })),
    backoffLimitPerIndex: fc.integer({ min: 0, max: 2 }),
    maxFailedIndexes: maybe(fc.integer({ min: 0, max: completions })),
  });
  return fc.record({
    ...common,
    completionMode: fc.constant('Indexed' as const),
    completions: fc.constant(completions),
    limits: maybe(limits),
    successRule: maybe<SuccessPolicy['rules'][number]>(
      fc.oneof(fc.record({ succeededCount }), fc.record({ succeededIndexes })),
    ),
  });
});

/**
 * Any Job the server takes: rules that fail an index go with limits by index, and a policy about failures
 * with the replacement of failed pods alone.
 */
export const anyJobSpec: fc.Arbitrary<Partial<JobSpec>> = fc.oneof(
  plainSpec.map(({ failureRules, ...spec }) => withRules(spec, failureRules)),
  indexedSpec.map(({ failureRules, limits, successRule, ...spec }) => {
    const successPolicy = successRule && { rules: [successRule] };
    return withRules({ ...spec, ...limits, successPolicy }, failureRules);
  }),
);

function withRules(spec: Partial<JobSpec>, drawn: PodFailurePolicyRule[]): Partial<JobSpec> {
  const hasLimits = spec.backoffLimitPerIndex !== undefined;
  const rules = drawn.filter((rule) => hasLimits || rule.action !== 'FailIndex');
  return rules.length === 0 ? spec : { ...spec, podReplacementPolicy: 'Failed', podFailurePolicy: { rules } };
}
