import type { KubeObject } from '../../meta/object';
import type { Resource } from '../../resources/kind';
import type { Pod } from '../../resources/pod/types';

/** What the removal of one kind left in a namespace. */
export interface Leftover {
  resource: Resource;
  objects: readonly KubeObject[];
  /** Seconds it may take until they are gone; 0 where nothing is known that they wait for. */
  estimateS: number;
}

/** Objects with finalizers are expected to be gone after this long. */
const finalizersS = 15;

/**
 * Seconds pods may take to end: the longest grace period of those that have not, until so much time has passed
 * since the namespace's deletion; from then on 0. The rule is Kubernetes' `estimateGracefulTermination`.
 */
export function graceOf(pods: readonly Pod[], deletedMs: number, nowMs: number): number {
  const running = pods.filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  const longestS = Math.max(0, ...running.map(({ spec }) => spec.terminationGracePeriodSeconds ?? 0));
  return nowMs - deletedMs >= longestS * 1000 ? 0 : longestS;
}

/** What is left, with the time pods get or else that finalizers get. */
export function leftoverOf(resource: Resource, objects: readonly KubeObject[], graceS: number): Leftover {
  const isHeld = objects.some(({ metadata }) => metadata.finalizers?.length);
  const estimateS = graceS || (isHeld ? finalizersS : 0);
  return { resource, objects, estimateS: objects.length === 0 ? 0 : estimateS };
}

/** An error where something is left that nothing holds. */
export function unexpectedIn(
  namespace: string,
  { resource, objects, estimateS }: Leftover,
): Error | undefined {
  if (objects.length === 0 || estimateS > 0) return undefined;
  const { group, version, plural } = resource;
  const kind = `${group}/${version}, Resource=${plural}`;
  return new Error(`unexpected items still remain in namespace: ${namespace} for gvr: ${kind}`);
}
