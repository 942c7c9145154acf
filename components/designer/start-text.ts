import type { ApiClient } from '@/lib/client/client';
import type { KubeObject } from '@/lib/meta/object';
import { defaultCronJob } from '@/lib/resources/cronjob/defaults';
import { cronJobs } from '@/lib/resources/cronjob/types';
import { defaultJob } from '@/lib/resources/job/defaults';
import { jobs } from '@/lib/resources/job/types';
import { cronJobWritten } from '@/lib/view/cronjobcopy';
import { withoutDefaults } from '@/lib/view/documentdefaults';
import { writeManifest } from '@/lib/view/documentset';
import { examples } from '@/lib/view/example';
import { jobWritten } from '@/lib/view/jobcopy';

/** What a draft is made from, as the address of the page says. */
export interface Origin {
  kind: 'new' | 'copy' | 'edit' | 'example';
  /** `kind/namespace/name` of a copy or edit, the name of an example, the kind of something new. */
  of: string;
}

const podTemplate = `template:
  spec:
    containers:
      - name: main
        image: busybox
        command: ["sh", "-c", "echo hello"]
    restartPolicy: Never
`;

/** The Job one starts with when there is nothing else. */
export const firstJob = `apiVersion: batch/v1
kind: Job
metadata:
  name: my-job
spec:
${indented(podTemplate, 2)}`;

const firstCronJob = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: my-cronjob
spec:
  schedule: "0 * * * *"
  jobTemplate:
    spec:
${indented(podTemplate, 6)}`;

function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}

/** What the address of the page asks for; `kind` matters where there is nothing to start from. */
export interface OriginQuery {
  from?: string;
  edit?: string;
  example?: string;
  kind?: string;
}

/** What `?from=`, `?edit=`, `?example=` and `?kind=` mean. */
export function originOf(query: OriginQuery): Origin {
  if (query.edit) return { kind: 'edit', of: query.edit };
  if (query.from) return { kind: 'copy', of: query.from };
  if (query.example) return { kind: 'example', of: query.example };
  return { kind: 'new', of: query.kind === 'CronJob' ? 'CronJob' : 'Job' };
}

/** The text a draft begins with, and the live object when it is to be put in its place. */
export interface Start {
  text: string;
  live?: KubeObject;
}

/** Finds what a draft begins with. Rejects with a `StatusError` when the object cannot be read. */
export async function startOf(api: ApiClient, origin: Origin): Promise<Start> {
  if (origin.kind === 'new') return { text: origin.of === 'CronJob' ? firstCronJob : firstJob };
  if (origin.kind === 'example')
    return { text: examples.find(({ id }) => id === origin.of)?.text ?? firstJob };
  const [kind = '', namespace = '', name = ''] = origin.of.split('/');
  if (/^cronjobs?$/.test(kind)) {
    const live = await api.get(cronJobs, namespace, name);
    return { text: writeManifest([withoutDefaults(cronJobWritten(live), defaultCronJob)]), live };
  }
  const live = await api.get(jobs, namespace, name);
  return { text: writeManifest([withoutDefaults(jobWritten(live), defaultJob)]) };
}

/** Where a draft is kept in this browser tab. */
export function draftKey(cluster: string, origin: Origin): string {
  return `gantry-draft ${cluster} ${origin.kind} ${origin.of}`;
}
