import type { ApiClient } from '@/lib/client/client';
import type { KubeObject } from '@/lib/meta/object';
import { failure, hasReason, type Status, StatusError } from '@/lib/meta/status';
import { type CronJob, cronJobs } from '@/lib/resources/cronjob/types';
import { cronJobReplacing, cronJobWritten } from '@/lib/view/cronjobcopy';
import type { Manifest } from '@/lib/view/document';
import { objectToSend, resourceOf } from '@/lib/view/documentresource';
import { isSame, valueAt } from '@/lib/view/documentvalue';

/** What came of sending the objects of a text. */
export interface Outcome {
  /** Objects that are on the server now, those of an earlier try included. */
  made: readonly KubeObject[];
  /** Which object was refused, and how; objects after it were not sent. */
  refused?: { index: number; status: Status };
  /** The object to be replaced is not what it was when the editor was opened. */
  conflict?: CronJob;
}

interface SendOptions {
  namespace: string;
  dryRun?: 'All';
  /** The CronJob that the first document takes the place of. */
  live?: CronJob;
  /** Replace it even though somebody else has changed it. */
  force?: boolean;
  /**
   * What an earlier try has made already, by the position of its document: not sent again while unchanged.
   */
  before?: ReadonlyMap<number, { value: unknown; object: KubeObject }>;
}

/**
 * Creates the objects of a text in order, or asks the server whether it would. Stops at the first that is
 * refused. Rejects only when the server cannot be reached.
 */
export async function sendManifest(
  api: ApiClient,
  manifest: Manifest,
  options: SendOptions,
): Promise<Outcome> {
  const made: KubeObject[] = [];
  for (const [index, { value }] of manifest.documents.entries()) {
    const earlier = options.before?.get(index);
    if (earlier && isSame(earlier.value, value)) {
      made.push(earlier.object);
      continue;
    }
    try {
      if (index === 0 && options.live) {
        const replaced = await replaceCronJob(api, options.live, value, options);
        if (replaced.conflict) return { made, conflict: replaced.conflict };
        made.push(replaced.object);
      } else made.push(await create(api, value, options));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return { made, refused: { index, status: error.status } };
    }
  }
  return { made };
}

async function create(
  api: ApiClient,
  value: unknown,
  { namespace, dryRun }: SendOptions,
): Promise<KubeObject> {
  const resource = resourceOf(value);
  const object = objectToSend(value, namespace);
  if (!resource || !object) throw new StatusError(noMatch(value));
  return await api.create(resource, object, { fieldValidation: 'Strict', ...(dryRun ? { dryRun } : {}) });
}

/** What kubectl says of a kind it does not find. */
function noMatch(value: unknown): Status {
  const kind = JSON.stringify(valueAt(value, ['kind']) ?? '');
  const version = JSON.stringify(valueAt(value, ['apiVersion']) ?? '');
  return failure(404, 'NotFound', `no matches for kind ${kind} in version ${version}`);
}

type Replaced = { object: KubeObject; conflict?: undefined } | { conflict: CronJob };

/**
 * Replaces a CronJob, guarded by its version; runs in between change the status alone and are no conflict.
 */
async function replaceCronJob(
  api: ApiClient,
  opened: CronJob,
  value: unknown,
  { dryRun, force }: SendOptions,
): Promise<Replaced> {
  const { namespace, name = '' } = opened.metadata;
  const present = await api.get(cronJobs, namespace, name);
  const isOther = present.metadata.uid !== opened.metadata.uid;
  const isChanged = isOther || !isSame(cronJobWritten(present), cronJobWritten(opened));
  if (isChanged && !force) return { conflict: present };
  const resource = resourceOf(value);
  if (resource?.kind !== 'CronJob') throw new StatusError(noMatch(value));
  const next = cronJobReplacing(present, objectToSend(value, namespace ?? 'default') as CronJob);
  const options = { fieldValidation: 'Strict', ...(dryRun ? { dryRun } : {}) } as const;
  try {
    return { object: await api.update({ ...cronJobs, version: resource.version }, next, options) };
  } catch (error) {
    if (!hasReason(error, 'Conflict')) throw error;
    return { conflict: await api.get(cronJobs, namespace, name) };
  }
}
