/** `metav1.LabelSelector`, as it stands in objects. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: LabelSelectorRequirement[];
}

/** One expression of a `metav1.LabelSelector`. */
export interface LabelSelectorRequirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  values?: string[];
}

/** One parsed requirement; `Gt` and `Lt` occur in selector texts and node affinity only. */
export interface Requirement {
  key: string;
  operator: '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
  values: string[];
}

/** Whether labels satisfy every requirement (an empty list matches everything). The rules of `labels.Selector`. */
export function matches(
  requirements: readonly Requirement[],
  labels: Record<string, string> | undefined,
): boolean {
  return requirements.every((requirement) => satisfies(requirement, labelValue(labels, requirement.key)));
}

/** A label's value. Labels may be called like what every object of this language has: `constructor`, `toString`. */
function labelValue(labels: Record<string, string> | undefined, key: string): string | undefined {
  return labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function satisfies({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
      return value !== undefined && isInt64(value) && BigInt(value) > BigInt(values[0]!);
    case 'lt':
      return value !== undefined && isInt64(value) && BigInt(value) < BigInt(values[0]!);
  }
}

/** Whether a text is an integer of 64 bits, as comparisons want it. A label cannot begin with a sign. */
export function isInt64(text: string): boolean {
  return /^\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

const operatorOf = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' } as const;

/** The requirements of a `LabelSelector`. As in Kubernetes, none at all matches nothing and an empty one everything. */
function requirementsOf(selector: LabelSelector | undefined): Requirement[] | undefined {
  if (!selector) return undefined;
  const fromLabels = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]): Requirement => ({ key, operator: 'in', values: [value] }),
  );
  const fromExpressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values }): Requirement => ({
      key,
      operator: operatorOf[operator],
      values: values ?? [],
    }),
  );
  return [...fromLabels, ...fromExpressions];
}

/** Whether labels satisfy a `LabelSelector`; no selector matches nothing. */
export function selects(
  selector: LabelSelector | undefined,
  labels: Record<string, string> | undefined,
): boolean {
  const requirements = requirementsOf(selector);
  return requirements !== undefined && matches(requirements, labels);
}
