import type { LogSource } from '@/lib/client/logstream';
import type { Pod } from '@/lib/resources/pod/types';
import { fromTime } from '@/lib/time/clock';
import { allStatuses } from '@/lib/view/podstate';

/** A run of a container that has, or had, a log. */
export interface LogRun extends LogSource {
  /** Tells this run from every other, of this container too. */
  key: string;
  /** It runs, so more may come. */
  live: boolean;
  startedMs: number;
}

/** The runs of a pod's containers whose logs the kubelet still has: the present one, and the one before a restart. */
export function logRuns(pod: Pod): LogRun[] {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  return allStatuses(pod).flatMap((status): LogRun[] => {
    const { state, lastState, restartCount } = status;
    const run = (number: number, startedAt: string | undefined, more: Partial<LogRun>): LogRun => ({
      namespace,
      pod: name,
      container: status.name,
      key: `${uid}/${status.name}/${number}`,
      live: false,
      startedMs: fromTime(startedAt) ?? fromTime(pod.metadata.creationTimestamp) ?? 0,
      ...more,
    });
    const runs: LogRun[] = [];
    // While a container waits for its restart, its last run is the one the kubelet calls the present one.
    const waits = state?.waiting !== undefined && lastState?.terminated !== undefined;
    if (waits) runs.push(run(restartCount, lastState.terminated?.startedAt, {}));
    else if (lastState?.terminated && restartCount > 0) {
      runs.push(run(restartCount - 1, lastState.terminated.startedAt, { previous: true }));
    }
    if (state?.running) runs.push(run(restartCount, state.running.startedAt, { live: true }));
    else if (state?.terminated?.startedAt) runs.push(run(restartCount, state.terminated.startedAt, {}));
    return runs;
  });
}
