import type { ObjectMeta } from '../meta/object';
import type { CronJob } from '../resources/cronjob/types';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * A CronJob as one would have written it, under its own name: without what the server filled in (uid,
 * versions, times, status). What an editor starts from, both to change it and to make another like it.
 */
export function cronJobWritten(cronJob: CronJob): CronJob {
  const { name, namespace, labels, annotations } = cronJob.metadata;
  const { [lastApplied]: _applied, ...others } = annotations ?? {};
  const metadata: ObjectMeta = {
    ...(name ? { name } : {}),
    ...(namespace ? { namespace } : {}),
    ...(labels && Object.keys(labels).length > 0 ? { labels } : {}),
    ...(Object.keys(others).length > 0 ? { annotations: others } : {}),
  };
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: withoutTimestamps(cronJob.spec) };
}

/** Templates as old clients sent them carry `creationTimestamp: null`. */
function withoutTimestamps(spec: CronJob['spec']): CronJob['spec'] {
  const { metadata, ...template } = spec.jobTemplate;
  const { creationTimestamp: _none, ...kept } = metadata ?? {};
  return {
    ...spec,
    jobTemplate: { ...(Object.keys(kept).length > 0 ? { metadata: kept } : {}), ...template },
  };
}

/**
 * The object to put in place of `live` from what an editor made of it: what the editor does not show (uid,
 * owners, finalizers, the note of kubectl's last apply) is taken from the live one. Its `resourceVersion`
 * guards the write.
 */
export function cronJobReplacing(live: CronJob, written: CronJob): CronJob {
  const { uid, resourceVersion, ownerReferences, finalizers, annotations } = live.metadata;
  const applied = annotations?.[lastApplied];
  const allAnnotations = { ...written.metadata?.annotations, ...(applied ? { [lastApplied]: applied } : {}) };
  return {
    ...written,
    metadata: {
      ...written.metadata,
      ...(Object.keys(allAnnotations).length > 0 ? { annotations: allAnnotations } : {}),
      ...(ownerReferences ? { ownerReferences } : {}),
      ...(finalizers ? { finalizers } : {}),
      uid,
      resourceVersion,
    },
  };
}
