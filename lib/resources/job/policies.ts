import {
  duplicate,
  type FieldPath,
  invalid,
  invalidState,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '../../meta/field';
import { byteLength } from '../../meta/names';
import { quoteText } from '../../meta/quote';
import { type Errors, validateNonNegative, validateQualifiedName } from '../metadata';
import { countIndexesStrictly } from './indexes';
import type { JobSpec, PodFailurePolicyRule, SuccessPolicy } from './types';

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const statuses = ['False', 'True', 'Unknown'];
const maxRules = 20;
const maxPatterns = 20;
const maxValues = 255;
const maxIndexesBytes = 64 * 1024;

type ExitCodes = NonNullable<PodFailurePolicyRule['onExitCodes']>;
type Conditions = NonNullable<PodFailurePolicyRule['onPodConditions']>;
type SuccessRule = SuccessPolicy['rules'][number];

/** How Go prints the values of a set: `["a" "b"]`. */
function goList(values: readonly string[]): string {
  return `[${values.map((value) => quoteText(value)).join(' ')}]`;
}

/** `validatePodFailurePolicy`. */
export function* validateFailurePolicy(spec: JobSpec, path: FieldPath): Errors {
  const rules = spec.podFailurePolicy?.rules ?? [];
  const rulesPath = path.child('rules');
  if (rules.length > maxRules) yield tooMany(rulesPath, rules.length, maxRules);
  const { containers, initContainers } = spec.template.spec;
  const names = new Set([...(containers ?? []), ...(initContainers ?? [])].map(({ name }) => name));
  for (const [at, rule] of rules.entries()) {
    yield* validateFailureRule(spec, rule, rulesPath.index(at), names);
  }
}

function* validateFailureRule(
  spec: JobSpec,
  rule: PodFailurePolicyRule,
  path: FieldPath,
  containerNames: ReadonlySet<string>,
): Errors {
  const actionPath = path.child('action');
  const conditions = rule.onPodConditions ?? [];
  if (!rule.action) yield required(actionPath, `valid values: ${goList(actions)}`);
  else if (rule.action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined) {
      yield invalid(actionPath, rule.action, 'requires the backoffLimitPerIndex to be set');
    }
  } else if (!actions.includes(rule.action)) yield notSupported(actionPath, rule.action, actions);
  if (rule.onExitCodes) yield* validateExitCodes(rule.onExitCodes, path.child('onExitCodes'), containerNames);
  if (conditions.length > 0) yield* validateConditions(conditions, path.child('onPodConditions'));
  if (rule.onExitCodes && conditions.length > 0) {
    yield invalidState(path, 'specifying both OnExitCodes and OnPodConditions is not supported');
  }
  if (!rule.onExitCodes && conditions.length === 0) {
    yield invalidState(path, 'specifying one of OnExitCodes and OnPodConditions is required');
  }
}

function* validateConditions(conditions: Conditions, path: FieldPath): Errors {
  if (conditions.length > maxPatterns) yield tooMany(path, conditions.length, maxPatterns);
  for (const [at, { type = '', status }] of conditions.entries()) {
    const statusPath = path.index(at).child('status');
    yield* validateQualifiedName(type, path.index(at).child('type'));
    if (!status) yield required(statusPath, `valid values: ${goList(statuses)}`);
    else if (!statuses.includes(status)) yield notSupported(statusPath, status, statuses);
  }
}

function* validateExitCodes(
  { operator, containerName, values }: ExitCodes,
  path: FieldPath,
  containerNames: ReadonlySet<string>,
): Errors {
  const operatorPath = path.child('operator');
  if (!operator) yield required(operatorPath, `valid values: ${goList(operators)}`);
  else if (!operators.includes(operator)) yield notSupported(operatorPath, operator, operators);
  if (containerName !== undefined && !containerNames.has(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    yield invalid(path.child('containerName'), containerName, detail);
  }
  const valuesPath = path.child('values');
  const list = values ?? [];
  if (list.length === 0) yield invalid(valuesPath, values, 'at least one value is required');
  else if (list.length > maxValues) yield tooMany(valuesPath, list.length, maxValues);
  const seen = new Set<number>();
  for (const [at, value] of list.entries()) {
    if (operator === 'In' && value === 0) {
      yield invalid(valuesPath.index(at), value, 'must not be 0 for the In operator');
    }
    if (seen.has(value)) yield duplicate(valuesPath.index(at), value);
    seen.add(value);
  }
  if (list.some((value, at) => at > 0 && list[at - 1]! > value)) {
    yield invalid(valuesPath, list, 'must be ordered');
  }
}

/** `validateSuccessPolicy`; the Job is an indexed one. */
export function* validateSuccessPolicy(spec: JobSpec, path: FieldPath): Errors {
  const rules = spec.successPolicy?.rules ?? [];
  const rulesPath = path.child('rules');
  if (rules.length === 0) {
    yield required(rulesPath, 'at least one rules must be specified when the successPolicy is specified');
  }
  if (rules.length > maxRules) yield tooMany(rulesPath, rules.length, maxRules);
  for (const [at, rule] of rules.entries()) {
    yield* validateSuccessRule(rule, spec.completions ?? 0, rulesPath.index(at));
  }
}

function* validateSuccessRule(rule: SuccessRule, completions: number, path: FieldPath): Errors {
  const { succeededCount, succeededIndexes } = rule;
  let total = 0;
  if (succeededCount === undefined && succeededIndexes === undefined) {
    yield required(path, 'at least one of succeededCount or succeededIndexes must be specified');
  }
  if (succeededIndexes !== undefined) {
    const own = path.child('succeededIndexes');
    if (byteLength(succeededIndexes) > maxIndexesBytes) yield tooLong(own, maxIndexesBytes);
    try {
      total = countIndexesStrictly(succeededIndexes, completions);
    } catch (error) {
      const detail = `error parsing succeededIndexes: ${(error as Error).message}`;
      yield invalid(own, succeededIndexes, detail);
    }
  }
  if (succeededCount === undefined) return;
  const own = path.child('succeededCount');
  yield* validateNonNegative(succeededCount, own);
  if (succeededCount > completions) {
    const of = '(the number of specified completions)';
    yield invalid(own, succeededCount, `must be less than or equal to ${completions} ${of}`);
  }
  if (succeededIndexes !== undefined && succeededCount > total) {
    const of = '(the number of indexes in the specified succeededIndexes field)';
    yield invalid(own, succeededCount, `must be less than or equal to ${total} ${of}`);
  }
}
