import { defaultPodSpec } from './defaults';
import type { PodSpec } from './types';

/** Specs of templates with their defaults, by the text they came as. */
const completed = new Map<string, PodSpec>();
const mostCompleted = 500;
const longestText = 16 * 1024;

/**
 * The pod spec of a template with its defaults. Specs come again and again, as those of a CronJob's Jobs do: equal ones are the
 * same object afterwards, so that they are kept in memory and checked once.
 */
export function completeTemplateSpec(spec: PodSpec): PodSpec {
  const text = JSON.stringify(spec);
  const known = completed.get(text);
  if (known) return known;
  const complete = defaultPodSpec(spec);
  if (text.length > longestText) return complete;
  if (completed.size >= mostCompleted) completed.clear();
  completed.set(text, complete);
  return complete;
}
