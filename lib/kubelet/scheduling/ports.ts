import type { ContainerPort, Pod } from '../../resources/pod/types';
import { isSidecar } from '../podsync/facts';

/** The ports of the node that a pod wants for itself: those of containers that run as long as it does. */
export function hostPortsOf({ spec }: Pod): ContainerPort[] {
  const lasting = [...(spec.initContainers ?? []).filter(isSidecar), ...spec.containers];
  return lasting.flatMap(({ ports = [] }) => ports.filter(({ hostPort }) => hostPort));
}

/** Whether nobody on the node has a port that the pod wants. */
export function hasFreePorts(pod: Pod, neighbours: readonly Pod[]): boolean {
  const wanted = hostPortsOf(pod);
  if (wanted.length === 0) return true;
  const taken = neighbours.flatMap(hostPortsOf);
  return !wanted.some((port) => taken.some((other) => collide(port, other)));
}

function collide(a: ContainerPort, b: ContainerPort): boolean {
  if (a.hostPort !== b.hostPort || (a.protocol ?? 'TCP') !== (b.protocol ?? 'TCP')) return false;
  const [one, other] = [a.hostIP || anyAddress, b.hostIP || anyAddress];
  return one === other || one === anyAddress || other === anyAddress;
}

const anyAddress = '0.0.0.0';
