import type { Pod, Toleration } from '../../resources/pod/types';
import { forbidden } from '../errors';

/** The priority classes every cluster has. */
const systemPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

const patienceSeconds = 300;
const nodeTaints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;

/**
 * What admission adds to a new pod: its priority, and how long it stays on a node that fails. The plug-ins
 * `Priority` and `DefaultTolerationSeconds`. Refuses (403) a priority class that is not there.
 */
export function admitPod(pod: Pod): Pod {
  const { priorityClassName, preemptionPolicy = 'PreemptLowerPriority' } = pod.spec;
  const priority = priorityClassName ? systemPriorities[priorityClassName] : 0;
  if (priority === undefined) {
    const why = `no PriorityClass with name ${priorityClassName} was found`;
    throw forbidden({ group: '', name: 'pods' }, pod.metadata.name ?? '', why);
  }
  const tolerations = patientTolerations(pod.spec.tolerations ?? []);
  return {
    ...pod,
    spec: { ...pod.spec, priority, preemptionPolicy, ...(tolerations.length > 0 ? { tolerations } : {}) },
  };
}

const tolerationsByDefault = nodeTaints.map(patientToleration);

function patientTolerations(given: Toleration[]): Toleration[] {
  if (given.length === 0) return tolerationsByDefault;
  const added = nodeTaints.filter((key) => !given.some((toleration) => tolerates(toleration, key)));
  return [...given, ...added.map(patientToleration)];
}

function tolerates({ key, effect }: Toleration, taint: string): boolean {
  return (!key || key === taint) && (!effect || effect === 'NoExecute');
}

function patientToleration(key: string): Toleration {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: patienceSeconds };
}
