import { type Condition, findCondition } from '../../meta/object';
import type { Container, ContainerStatus, Pod, PodPhase } from '../../resources/pod/types';
import { isSidecar } from './facts';
import { couldRestartAll } from './restarts';

/** What a condition says, before it is compared with the one that stands. */
type Verdict = Pick<Condition, 'status' | 'reason' | 'message'>;

export interface ConditionInput {
  pod: Pod;
  phase: PodPhase;
  statuses: ReadonlyMap<string, ContainerStatus>;
  /** Whether a regular container has ever started. */
  isInitialized: boolean;
  /** Whether there is, or may yet be, something running. */
  hasSandbox: boolean;
  /** Whether all containers are being ended in order to start anew. */
  isRestartingAll: boolean;
  /** The `DisruptionTarget` message, where the kubelet itself ends the pod. */
  disruption: string | undefined;
  now: string;
}

/** Condition types that the kubelet owns, in the order in which it writes them. */
const owned = [
  ...['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'],
  'AllContainersRestarting',
];

/**
 * The pod's conditions as the kubelet writes them: others' first and untouched, then its own, each with the
 * time at which its status last changed.
 */
export function conditionsOf(input: ConditionInput): Condition[] {
  const { pod, disruption } = input;
  const present = pod.status?.conditions ?? [];
  const foreign = present.filter(({ type }) => !owned.includes(type) && !(disruption && isDisruption(type)));
  const containersReady = containersReadyOf(input);
  const verdicts: [string, Verdict][] = [
    ['PodReadyToStartContainers', { status: input.hasSandbox ? 'True' : 'False' }],
    ['Initialized', initializedOf(input)],
    ['Ready', readyOf(input, containersReady)],
    ['ContainersReady', containersReady],
    ['PodScheduled', { status: 'True' }],
  ];
  if (couldRestartAll(pod.spec)) verdicts.push(['AllContainersRestarting', restartingAllOf(input)]);
  if (disruption) {
    verdicts.unshift([
      'DisruptionTarget',
      { status: 'True', reason: 'TerminationByKubelet', message: disruption },
    ]);
  }
  return [
    ...foreign,
    ...verdicts.map(([type, verdict]) => stamp(type, verdict, findCondition(present, type), input)),
  ];
}

function isDisruption(type: string): boolean {
  return type === 'DisruptionTarget';
}

function stamp(
  type: string,
  verdict: Verdict,
  present: Condition | undefined,
  { pod, now }: ConditionInput,
): Condition {
  const { generation } = pod.metadata;
  return {
    type,
    ...(generation ? { observedGeneration: generation } : {}),
    status: verdict.status,
    lastProbeTime: null,
    lastTransitionTime: present?.status === verdict.status ? (present.lastTransitionTime ?? now) : now,
    ...(verdict.reason ? { reason: verdict.reason } : {}),
    ...(verdict.message ? { message: verdict.message } : {}),
  };
}

function containersReadyOf({ pod, phase, statuses }: ConditionInput): Verdict {
  const needed = [...(pod.spec.initContainers ?? []).filter(isSidecar), ...pod.spec.containers];
  const unknown = namesOf(needed.filter(({ name }) => !statuses.has(name)));
  const unready = namesOf(needed.filter(({ name }) => statuses.get(name)?.ready === false));
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const messages = complaints([
    ['unknown', unknown],
    ['unready', unready],
  ]);
  if (messages) return { status: 'False', reason: 'ContainersNotReady', message: messages };
  return { status: 'True' };
}

function readyOf({ pod }: ConditionInput, containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return containersReady;
  const messages = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = findCondition(pod.status?.conditions, conditionType);
    if (!condition) {
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    }
    if (condition.status === 'True') return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  if (messages.length === 0) return { status: 'True' };
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}

function restartingAllOf({ phase, isRestartingAll }: ConditionInput): Verdict {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  if (!isRestartingAll) return { status: 'False' };
  const message = 'container exited with restart policy rule';
  return { status: 'True', reason: 'RestartAllContainersStarted', message };
}

function initializedOf({ pod, phase, statuses, isInitialized }: ConditionInput): Verdict {
  const init = pod.spec.initContainers ?? [];
  const unknown = namesOf(init.filter(({ name }) => !statuses.has(name)));
  const incomplete = namesOf(
    init.filter((container) => {
      const status = statuses.get(container.name);
      return status && !(isSidecar(container) ? status.started : status.ready);
    }),
  );
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' };
  if (isInitialized) return { status: 'True' };
  const messages = complaints([
    ['unknown', unknown],
    ['incomplete', incomplete],
  ]);
  if (messages) return { status: 'False', reason: 'ContainersNotInitialized', message: messages };
  return { status: 'True' };
}

function namesOf(containers: readonly Container[]): string[] {
  return containers.map(({ name }) => name);
}

function complaints(groups: readonly (readonly [what: string, names: readonly string[]])[]): string {
  return groups
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `containers with ${what} status: [${names.join(' ')}]`)
    .join(', ');
}
