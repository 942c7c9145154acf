import { parseLabelSelector } from '../../meta/selectortext';
import type { AccessReviewSpec, AskedSelector } from './reviewvalidation';

/**
 * What could not be read of the selectors of a question, in Kubernetes' words; empty when all could. A role
 * does not look at selectors, so nothing but this comes of them.
 */
export function evaluationError({ resourceAttributes }: AccessReviewSpec): string {
  const { fieldSelector, labelSelector } = resourceAttributes ?? {};
  return [
    fieldSelector && complaint('fieldSelector', fieldSelector, isFieldText, isFieldTerm),
    labelSelector && complaint('labelSelector', labelSelector, isLabelText, isLabelTerm),
  ]
    .filter(Boolean)
    .join('; ');
}

type Term = NonNullable<AskedSelector['requirements']>[number];

function complaint(
  field: string,
  { rawSelector, requirements = [] }: AskedSelector,
  isText: (text: string) => boolean,
  isTerm: (term: Term) => boolean,
): string | undefined {
  const known = requirements.filter(isTerm).length;
  if (requirements.length > 0 ? known === requirements.length : isText(rawSelector ?? '')) return undefined;
  return `spec.resourceAttributes.${field} ${known > 0 ? 'partially ' : ''}ignored due to parse error`;
}

/** Every term of a field selector needs an operator. */
function isFieldText(text: string): boolean {
  return text
    .split(/(?<!\\),/)
    .filter(Boolean)
    .every((term) => term.includes('='));
}

/** A field can be asked for one value, or for any but one. */
function isFieldTerm({ operator, values = [] }: Term): boolean {
  return (operator === 'In' || operator === 'NotIn') && values.length === 1;
}

function isLabelText(text: string): boolean {
  try {
    parseLabelSelector(text);
    return true;
  } catch {
    return false;
  }
}

function isLabelTerm({ operator }: Term): boolean {
  return ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator);
}
