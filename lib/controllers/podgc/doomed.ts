import { isTrue } from '../../meta/object';
import type { Node } from '../../resources/node/types';
import type { Pod } from '../../resources/pod/types';

/** Ended pods beyond the `limit` youngest ones; evicted ones go first. */
export function endedSurplus(pods: readonly Pod[], limit: number): Pod[] {
  const ended = pods.filter(({ status }) => status?.phase === 'Succeeded' || status?.phase === 'Failed');
  return ended.length <= limit ? [] : ended.sort(byWorth).slice(0, ended.length - limit);
}

/** Times are compared as they are written: all have the same form. */
function byWorth(a: Pod, b: Pod): number {
  const evicted = Number(isEvicted(b)) - Number(isEvicted(a));
  return (
    evicted ||
    compare(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
    compare(a.metadata.name, b.metadata.name)
  );
}

function compare(a: string | null = '', b: string | null = ''): number {
  return (a ?? '') < (b ?? '') ? -1 : a === b ? 0 : 1;
}

function isEvicted({ status }: Pod): boolean {
  return status?.phase === 'Failed' && status.reason === 'Evicted';
}

/** Pods told to end that nobody will end: they never got a node, or their node is declared out of service. */
export function stuckTerminating(pods: readonly Pod[], nodeOf: (name: string) => Node | undefined): Pod[] {
  return pods.filter(({ metadata, spec }) => {
    if (!metadata.deletionTimestamp) return false;
    if (!spec.nodeName) return true;
    const node = nodeOf(spec.nodeName);
    return node !== undefined && isOutOfService(node);
  });
}

function isOutOfService({ spec, status }: Node): boolean {
  const isTainted = spec?.taints?.some(({ key }) => key === 'node.kubernetes.io/out-of-service') ?? false;
  return isTainted && !isTrue(status?.conditions, 'Ready');
}

/** The names of nodes that pods are on and that are not there. */
export function missingNodes(pods: readonly Pod[], isThere: (name: string) => boolean): Set<string> {
  const names = new Set(
    pods.map(({ spec }) => spec.nodeName).filter((name) => name !== undefined && name !== ''),
  );
  return new Set([...names].filter((name) => !isThere(name!)) as string[]);
}
