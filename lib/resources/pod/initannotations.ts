import type { ObjectMeta } from '../../meta/object';

/** How init containers were written before they had a field. */
const keys = ['init-containers', 'init-container-statuses'].flatMap((name) => [
  `pod.alpha.kubernetes.io/${name}`,
  `pod.beta.kubernetes.io/${name}`,
]);

/** `dropInitContainerAnnotations`: the very same object with metadata where there are none. */
export function withoutInitAnnotations<T extends { metadata?: ObjectMeta }>(object: T): T {
  const { annotations } = object.metadata ?? {};
  if (!annotations || !keys.some((key) => Object.hasOwn(annotations, key))) return object;
  const kept = Object.entries(annotations).filter(([key]) => !keys.includes(key));
  const { annotations: _, ...metadata } = object.metadata!;
  return {
    ...object,
    metadata: { ...metadata, ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }) },
  };
}
