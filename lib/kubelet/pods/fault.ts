import type { Container, Pod, Probe } from '../../resources/pod/types';
import type { Fault } from '../podsync/facts';
import type { ContainerRecord } from './record';

/**
 * Why a container that runs is to be ended while its pod goes on: its `postStart` hook, its liveness or its startup
 * probe has failed (`computePodActions`).
 */
export function faultOf(container: ContainerRecord, pod: Pod): Fault | undefined {
  const { spec, kind, state, probes, hasFailedPostStart } = container;
  if (state !== 'running') return undefined;
  if (hasFailedPostStart) {
    return { message: 'FailedPostStartHook', graceSeconds: graceOf(pod), isRestartDue: false };
  }
  const failed = [
    ['liveness', spec.livenessProbe],
    ['startup', spec.startupProbe],
  ] as const;
  const found = failed.find(([name, probe]) => probe && probes[name] === 'failure');
  if (!found) return undefined;
  const [name, probe] = found;
  const isRestartDue = isRestartedOnFailure(spec, pod);
  const what = kind === 'main' ? 'Container' : 'Init container';
  const message = `${what} ${spec.name} failed ${name} probe`;
  const promise = kind === 'main' && isRestartDue ? ', will be restarted' : '';
  return { message: message + promise, graceSeconds: graceOf(pod, probe), isRestartDue };
}

/** The container still runs, so that no rule for exit codes can apply. */
function isRestartedOnFailure({ restartPolicy }: Container, pod: Pod): boolean {
  return (restartPolicy ?? pod.spec.restartPolicy) !== 'Never';
}

function graceOf({ spec }: Pod, probe?: Probe): number {
  return probe?.terminationGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
}
