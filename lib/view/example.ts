import { cronJobExamples } from './examplecronjobs';
import { jobExamples } from './examplejobs';

/** The names of the starter examples; titles and sentences are in the catalogues under the same names. */
export type ExampleId = keyof typeof jobExamples | keyof typeof cronJobExamples;

/** A manifest to start from. */
export interface Example {
  id: ExampleId;
  kind: 'Job' | 'CronJob';
  text: string;
}

/** The starter examples, simple ones first. Each runs as it stands, on a machine without images too. */
export const examples: readonly Example[] = [
  ...listed(jobExamples, 'Job'),
  ...listed(cronJobExamples, 'CronJob'),
];

function listed(texts: Readonly<Record<string, string>>, kind: Example['kind']): Example[] {
  return Object.entries(texts).map(([id, text]) => ({ id: id as ExampleId, kind, text }));
}
