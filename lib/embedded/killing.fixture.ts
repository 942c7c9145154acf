import type { ApiClient } from '../client/client';
import type { KubeList, KubeObject } from '../meta/object';
import { StatusError } from '../meta/status';
import { configMaps } from '../resources/configmap/types';
import type { CronJob } from '../resources/cronjob/types';
import { type Job, jobs } from '../resources/job/types';
import type { Resource } from '../resources/kind';
import type { PodTemplateSpec } from '../resources/pod/types';

/** What is done to a control plane that is killed again and again, and what it has promised. */

const namespace = 'default';
/** Every pod has it in its environment, so that what is left of one can be found. */
export const markName = 'GANTRY_KILL_TEST';
const completions = 3;

/** Writes the control plane acknowledged: of each object how often it was written, and its version then. */
export type Acknowledged = Map<string, { writes: number; version: number }>;

export interface Load {
  /** Keeps the client busy until one of its requests fails, as they do when the other side is killed. */
  run(client: ApiClient): Promise<void>;
  readonly configMaps: Acknowledged;
  readonly jobs: Acknowledged;
}

const writesNote = 'gantry.dev/writes';

/** What has been written to an object, by what it says itself. */
export function writesOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.[writesNote]);
}

/**
 * Clients that create and patch ConfigMaps and Jobs. Pods append to files in `directory` (see `template`). At most `mostJobs` Jobs
 * are made in all.
 */
export function newLoad(directory: string, mark: string, mostJobs: number): Load {
  const acknowledged = { configMaps: new Map() as Acknowledged, jobs: new Map() as Acknowledged };
  let made = 0;

  async function write<T extends KubeObject>(
    client: ApiClient,
    resource: Resource<T>,
    known: Acknowledged,
    object: T,
  ): Promise<void> {
    const name = object.metadata.name!;
    const note = (writes: number) => ({ metadata: { annotations: { [writesNote]: String(writes) } } });
    const noted = { ...object, metadata: { ...object.metadata, ...note(1).metadata } };
    let written = await client.create(resource, noted);
    for (let writes = 1; ; writes++) {
      known.set(name, { writes, version: Number(written.metadata.resourceVersion) });
      if (writes === 4) return;
      written = await client.patch(resource, namespace, name, 'merge', note(writes + 1));
    }
  }

  async function writeConfigMaps(client: ApiClient): Promise<void> {
    for (;;) {
      const object = { metadata: { namespace, name: `config-${made++}` }, data: { text: 'x'.repeat(300) } };
      await write(client, configMaps, acknowledged.configMaps, object);
    }
  }

  async function writeJobs(client: ApiClient): Promise<void> {
    while (acknowledged.jobs.size < mostJobs) {
      const name = `job-${made++}`;
      const spec = { completions, parallelism: 2, completionMode: 'Indexed' as const, backoffLimit: 1000 };
      const job: Job = {
        metadata: { namespace, name },
        spec: { ...spec, template: template(directory, mark, name) },
      };
      await write(client, jobs, acknowledged.jobs, job);
    }
  }

  return {
    ...acknowledged,
    async run(client) {
      const writers = [...Array.from({ length: 4 }, () => writeConfigMaps(client)), writeJobs(client)];
      for (const outcome of await Promise.allSettled(writers)) {
        if (outcome.status === 'rejected' && outcome.reason instanceof StatusError) throw outcome.reason;
      }
    },
  };
}

/** A CronJob that fires every second or so. */
export function ticking(directory: string, mark: string): CronJob {
  const spec = { backoffLimit: 1000, template: template(directory, mark, 'tick') };
  return {
    metadata: { namespace, name: 'tick' },
    spec: { schedule: '@every 1s', jobTemplate: { spec }, concurrencyPolicy: 'Forbid' },
  };
}

/**
 * A pod that says in a file of its own that it began, and a little later that it is done. The volume lies at its mount path or
 * below the working directory: from there it is found both ways.
 */
function template(directory: string, mark: string, name: string): PodTemplateSpec {
  const file = `notes/${name}."$UID_OF_POD"`;
  const script = `echo start >> ${file}; sleep 0.2; echo done >> ${file}`;
  return {
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      volumes: [{ name: 'notes', hostPath: { path: directory } }],
      containers: [
        {
          name: 'work',
          image: 'none',
          command: ['sh', '-c', script],
          env: [
            { name: markName, value: mark },
            { name: 'UID_OF_POD', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
          ],
          volumeMounts: [{ name: 'notes', mountPath: '/notes' }],
          resources: { requests: { cpu: '1m' } },
        },
      ],
    },
  };
}

/** What a restarted control plane lacks of what was acknowledged before; its highest version must not be below either. */
export function lostOf<T extends KubeObject>(
  { items, metadata }: KubeList<T>,
  acknowledged: Acknowledged,
): string[] {
  const found = new Map(items.map((object) => [object.metadata.name, object]));
  const highest = Number(metadata.resourceVersion);
  const lost: string[] = [];
  for (const [name, { writes, version }] of acknowledged) {
    const object = found.get(name);
    if (!object) lost.push(`${name} is gone`);
    else if (writesOf(object) < writes) lost.push(`${name} has ${writesOf(object)} of ${writes} writes`);
    else if (Number(object.metadata.resourceVersion) < version) lost.push(`${name} is older than ${version}`);
    if (highest < version) lost.push(`the version ${highest} is below that of ${name}, ${version}`);
  }
  return lost;
}
