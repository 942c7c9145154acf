import { failure, StatusError } from '../../meta/status';
import type { ContainerStatus, Pod } from '../../resources/pod/types';

/** Which attempt of which container a log request means. */
export interface LogTarget {
  container: string;
  attempt: number;
}

const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container';

/**
 * The container a log request means: the named one, the only one, or the annotated default.
 * @throws StatusError 400 in Kubernetes' words when none or an unknown one is meant.
 */
export function logContainer(pod: Pod, asked: string | undefined): string {
  const { name = '', annotations } = pod.metadata;
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((container) => container.name);
  if (asked) {
    if (all.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  if (pod.spec.containers.length === 1) return pod.spec.containers[0]!.name;
  const annotated = annotations?.[defaultContainerAnnotation];
  if (annotated && all.includes(annotated)) return annotated;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(' ')}]`);
}

/**
 * The attempt whose log is served: the previous one on request, else the running or latest ended one
 * (kubelet's `validateContainerLogStatus`). @throws StatusError 400 with the kubelet's texts when there is
 * none.
 */
export function logTarget(pod: Pod, container: string, isPrevious: boolean): LogTarget {
  const where = `container "${container}" in pod "${pod.metadata.name}"`;
  const status = statusOf(pod, container);
  if (!status) throw badRequest(`${where} is not available`);
  const { state = {}, lastState, restartCount } = status;
  const isStarted = state.running !== undefined || state.terminated !== undefined;
  if (isPrevious) {
    if (!lastState?.terminated?.containerID) {
      throw badRequest(`previous terminated ${where} not found`);
    }
    return { container, attempt: isStarted ? restartCount - 1 : restartCount };
  }
  if (state.running) return { container, attempt: restartCount };
  const ended = state.terminated ?? lastState?.terminated;
  if (ended) {
    if (!ended.containerID) throw badRequest(`${where} is terminated`);
    return { container, attempt: restartCount };
  }
  throw badRequest(
    state.waiting?.reason
      ? `${where} is waiting to start: ${state.waiting.reason}`
      : `${where} is waiting to start - no logs yet`,
  );
}

function statusOf({ status }: Pod, container: string): ContainerStatus | undefined {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return all.find(({ name }) => name === container);
}

function badRequest(message: string): StatusError {
  return new StatusError(failure(400, 'BadRequest', message));
}
