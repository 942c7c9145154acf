import { unitValue } from '../../meta/quantity';
import type { Pod } from '../../resources/pod/types';
import { evictedReason, evictionOf } from '../podsync/ending';
import type { PodTools } from './containers';
import type { PodRecord } from './record';

/** The eviction manager looks this often. */
const checkMs = 10_000;

/** When the volumes of a pod are first measured; never when none has a limit. */
export function firstCheckMs(pod: Pod, nowMs: number): number {
  return limitsOf(pod).length > 0 ? nowMs + checkMs : Number.POSITIVE_INFINITY;
}

/** Evicts the pod when one of its `emptyDir` volumes has grown beyond its `sizeLimit`. */
export async function checkVolumes({ clock, driver, recorder }: PodTools, record: PodRecord): Promise<void> {
  record.measureAtMs = clock.now() + checkMs;
  for (const [name, limit] of limitsOf(record.pod)) {
    const usedBytes = (await driver.volumeUsage?.(record.uid, name)) ?? 0;
    if (usedBytes <= unitValue(limit)) continue;
    const message = `Usage of EmptyDir volume "${name}" exceeds the limit "${limit}". `;
    record.ending = evictionOf(message, clock.now());
    recorder.kubelet(record.pod, 'Warning', evictedReason, message);
    return;
  }
}

function limitsOf({ spec }: Pod): [name: string, limit: string][] {
  return (spec.volumes ?? []).flatMap(({ name, emptyDir }) => {
    const limit = emptyDir?.sizeLimit;
    return limit && unitValue(limit) > 0 ? [[name, limit] as [string, string]] : [];
  });
}
