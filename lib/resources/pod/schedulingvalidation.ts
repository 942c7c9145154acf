import { duplicate, type FieldPath, forbidden, invalid, notSupported, required } from '../../meta/field';
import { dnsLabelErrors, dnsSubdomainErrors, labelValueErrors } from '../../meta/names';
import type { LabelSelector } from '../../meta/selector';
import { type Errors, invalidEach, validateQualifiedName, validateSelector } from '../metadata';
import type {
  Affinity,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
  PodSpec,
  Toleration,
  TopologySpreadConstraint,
} from './types';

type Expression = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const requiredRules = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredRules = 'preferredDuringSchedulingIgnoredDuringExecution';

/** `validateAffinity`. */
export function* validateAffinity(affinity: Affinity | undefined, path: FieldPath): Errors {
  if (!affinity) return;
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity) yield* validateNodeAffinity(nodeAffinity, path.child('nodeAffinity'));
  if (podAffinity) yield* validatePodAffinity(podAffinity, path.child('podAffinity'));
  if (podAntiAffinity) yield* validatePodAffinity(podAntiAffinity, path.child('podAntiAffinity'));
}

function* validateNodeAffinity(affinity: NonNullable<Affinity['nodeAffinity']>, path: FieldPath): Errors {
  const must = affinity[requiredRules];
  if (must) {
    const terms = must.nodeSelectorTerms ?? [];
    const own = path.child(requiredRules, 'nodeSelectorTerms');
    if (terms.length === 0) yield required(own, 'must have at least one node selector term');
    for (const [at, term] of terms.entries()) yield* validateNodeTerm(term, true, own.index(at));
  }
  for (const [at, { weight = 0, preference }] of (affinity[preferredRules] ?? []).entries()) {
    const own = path.child(preferredRules).index(at);
    yield* validateWeight(weight, own.child('weight'));
    // A preference that matches nothing does no harm, so values are not checked.
    yield* validateNodeTerm(preference, false, own.child('preference'));
  }
}

function* validateWeight(weight: number, path: FieldPath): Errors {
  if (weight <= 0 || weight > 100) yield invalid(path, weight, 'must be in the range 1-100');
}

function* validateNodeTerm(term: NodeSelectorTerm, checkValues: boolean, path: FieldPath): Errors {
  for (const [at, expression] of (term.matchExpressions ?? []).entries()) {
    yield* validateNodeExpression(expression, checkValues, path.child('matchExpressions').index(at));
  }
  for (const [at, { key = '', operator, values = [] }] of (term.matchFields ?? []).entries()) {
    const own = path.child('matchFields').index(at);
    if (operator !== 'In' && operator !== 'NotIn') {
      yield invalid(own.child('operator'), operator ?? '', 'not a valid selector operator');
    } else if (values.length !== 1) {
      const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
      yield required(own.child('values'), detail);
    }
    if (key !== 'metadata.name') yield invalid(own.child('key'), key, 'not a valid field selector key');
    else {
      for (const [position, value] of values.entries()) {
        yield* invalidEach(own.child('values').index(position), value, dnsSubdomainErrors(value));
      }
    }
  }
}

function* validateNodeExpression(expression: Expression, checkValues: boolean, path: FieldPath): Errors {
  const { key = '', operator, values = [] } = expression;
  const own = path.child('values');
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) yield required(own, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      yield forbidden(own, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) {
      yield required(own, "must be specified single value when `operator` is 'Lt' or 'Gt'");
    }
  } else yield invalid(path.child('operator'), operator ?? '', 'not a valid selector operator');
  yield* validateQualifiedName(key, path.child('key'));
  if (!checkValues) return;
  for (const [at, value] of values.entries())
    yield* invalidEach(own.index(at), value, labelValueErrors(value));
}

function* validatePodAffinity(affinity: PodAffinity, path: FieldPath): Errors {
  for (const [at, term] of (affinity[requiredRules] ?? []).entries()) {
    yield* validatePodTerm(term, path.child(requiredRules).index(at));
  }
  for (const [at, { weight = 0, podAffinityTerm }] of (affinity[preferredRules] ?? []).entries()) {
    const own = path.child(preferredRules).index(at);
    yield* validateWeight(weight, own.child('weight'));
    yield* validatePodTerm(podAffinityTerm, own.child('podAffinityTerm'));
  }
}

function* validatePodTerm(term: PodAffinityTerm, path: FieldPath): Errors {
  yield* validateSelector(term.labelSelector, path.child('labelSelector'));
  yield* validateSelector(term.namespaceSelector, path.child('namespaceSelector'));
  for (const name of term.namespaces ?? []) {
    yield* invalidEach(path.child('namespace'), name, dnsLabelErrors(name));
  }
  yield* validateLabelKeys(term.matchLabelKeys, term.mismatchLabelKeys, term.labelSelector, path);
  const { topologyKey = '' } = term;
  if (!topologyKey) yield required(path.child('topologyKey'), 'can not be empty');
  yield* validateQualifiedName(topologyKey, path.child('topologyKey'));
}

function* validateLabelKeys(
  matching: readonly string[] = [],
  mismatching: readonly string[] = [],
  selector: LabelSelector | undefined,
  path: FieldPath,
): Errors {
  for (const [field, keys] of Object.entries({ matchLabelKeys: matching, mismatchLabelKeys: mismatching })) {
    const own = path.child(field);
    if (keys.length > 0 && !selector) {
      yield forbidden(own, 'must not be specified when labelSelector is not set');
      continue;
    }
    for (const [at, key] of keys.entries()) yield* validateQualifiedName(key, own.index(at));
  }
  const seen = new Set(Object.keys(selector?.matchLabels ?? {}));
  for (const { key } of selector?.matchExpressions ?? []) {
    const at = matching.indexOf(key);
    if (at >= 0 && seen.has(key)) {
      yield invalid(path.index(at), key, 'exists in both matchLabelKeys and labelSelector');
    }
    seen.add(key);
  }
  for (const [at, key] of matching.entries()) {
    if (!mismatching.includes(key)) continue;
    const own = path.child('matchLabelKeys').index(at);
    yield invalid(own, key, 'exists in both matchLabelKeys and mismatchLabelKeys');
  }
}

/** `ValidateTolerations`. */
export function* validateTolerations(tolerations: readonly Toleration[], path: FieldPath): Errors {
  for (const [at, toleration] of tolerations.entries()) {
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    const own = path.index(at);
    const operatorPath = own.child('operator');
    if (key) yield* validateQualifiedName(key, own.child('key'));
    else if (operator !== 'Exists') {
      const detail =
        'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      yield invalid(operatorPath, operator, detail);
    }
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      yield invalid(own.child('effect'), effect, detail);
    }
    if (operator === '' || operator === 'Equal') {
      const errors = labelValueErrors(value);
      if (errors.length > 0) yield invalid(operatorPath, value, errors.join(';'));
    } else if (operator === 'Exists') {
      if (value) yield invalid(operatorPath, value, "value must be empty when `operator` is 'Exists'");
    } else {
      const compares = operator === 'Lt' || operator === 'Gt';
      const supported = compares ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists'];
      yield notSupported(operatorPath, operator, supported);
    }
    if (effect && !taintEffects.includes(effect)) {
      yield notSupported(own.child('effect'), effect, taintEffects);
    }
  }
}

/** `validateTopologySpreadConstraints`. */
export function* validateSpread(constraints: readonly TopologySpreadConstraint[], path: FieldPath): Errors {
  for (const [at, constraint] of constraints.entries()) {
    const own = path.index(at);
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable: action = '' } = constraint;
    if (maxSkew <= 0) yield invalid(own.child('maxSkew'), maxSkew, 'must be greater than zero');
    if (!topologyKey) yield required(own.child('topologyKey'), 'can not be empty');
    const actions = ['DoNotSchedule', 'ScheduleAnyway'];
    if (!actions.includes(action)) yield notSupported(own.child('whenUnsatisfiable'), action, actions);
    const repeated = constraints
      .slice(at + 1)
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === action);
    if (repeated) {
      yield duplicate(own.child('{topologyKey, whenUnsatisfiable}'), `{${topologyKey}, ${action}}`);
    }
    yield* validateMinDomains(constraint, own.child('minDomains'));
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field];
      if (policy !== undefined && policy !== 'Honor' && policy !== 'Ignore') {
        yield notSupported(own.child(field), policy, ['Honor', 'Ignore']);
      }
    }
    yield* validateLabelKeys(constraint.matchLabelKeys, [], constraint.labelSelector, own);
    yield* validateSelector(constraint.labelSelector, own.child('labelSelector'));
  }
}

function* validateMinDomains(constraint: TopologySpreadConstraint, path: FieldPath): Errors {
  const { minDomains, whenUnsatisfiable: action } = constraint;
  if (minDomains === undefined) return;
  if (minDomains <= 0) yield invalid(path, minDomains, 'must be greater than zero');
  if (action !== 'DoNotSchedule') {
    const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
    yield invalid(path, minDomains, detail);
  }
}

/** Readiness gates and scheduling gates. */
export function* validateGates(spec: PodSpec, path: FieldPath): Errors {
  for (const [at, { conditionType = '' }] of (spec.readinessGates ?? []).entries()) {
    yield* validateQualifiedName(
      conditionType,
      path.child('readinessGates').index(at).child('conditionType'),
    );
  }
  const seen = new Set<string>();
  for (const [at, { name = '' }] of (spec.schedulingGates ?? []).entries()) {
    const own = path.child('schedulingGates').index(at);
    yield* validateQualifiedName(name, own);
    if (seen.has(name)) yield duplicate(own, name);
    seen.add(name);
  }
}
