import { containerLists } from './containers';
import type { Container, PodSpec, Volume } from './types';

/**
 * `dropDisabledFields`: takes away what stands behind a feature gate that Kubernetes 1.36 has closed by default. Gives
 * the very same holder of the spec where there is nothing to take. No stored object has such a field, so none is kept.
 */
export function withoutDisabledFields<T extends { spec: PodSpec }>(holder: T): T {
  const spec = dropDisabledFields(holder.spec);
  return spec === holder.spec ? holder : { ...holder, spec };
}

function dropDisabledFields(spec: PodSpec): PodSpec {
  let kept = spec;
  if (spec.schedulingGroup) {
    const { schedulingGroup: _, ...rest } = spec;
    kept = rest;
  }
  if (spec.volumes?.some(hasClosedSource))
    kept = { ...kept, volumes: spec.volumes.map(withoutClosedSources) };
  for (const list of containerLists) {
    if (spec[list]?.some(hasSignal)) kept = { ...kept, [list]: spec[list].map(withoutSignal) };
  }
  return kept;
}

function hasSignal({ lifecycle }: Container): boolean {
  return lifecycle?.stopSignal !== undefined;
}

function withoutSignal(container: Container): Container {
  if (!hasSignal(container)) return container;
  const { stopSignal: _, ...handlers } = container.lifecycle!;
  const { lifecycle: __, ...rest } = container;
  return Object.keys(handlers).length > 0 ? { ...rest, lifecycle: handlers } : rest;
}

function hasClosedSource({ projected }: Volume): boolean {
  return projected?.sources?.some((source) => source.clusterTrustBundle || source.podCertificate) ?? false;
}

function withoutClosedSources(volume: Volume): Volume {
  if (!hasClosedSource(volume)) return volume;
  const sources = volume.projected!.sources!.map(
    ({ clusterTrustBundle: _, podCertificate: __, ...source }) => source,
  );
  return { ...volume, projected: { ...volume.projected, sources } };
}
