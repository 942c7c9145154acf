import { quoteText } from '../../meta/quote';
import type { Volume, VolumeProjection } from './types';

interface Named {
  path: string;
  /** Where the path comes from, when several sources share a volume. */
  source: string;
}

/**
 * Volumes that put two files in one place, or a file where another needs a folder
 * (`warningsForOverlappingVirtualPaths`).
 */
export function* overlapWarnings(volumes: readonly Volume[]): Generator<string, void> {
  for (const { name, configMap, secret, downwardAPI, projected } of volumes) {
    const paths = (items: readonly { path: string }[] = []) => named(items, '');
    yield* overlaps(name, `ConfigMap ${quote(configMap?.name)}`, paths(configMap?.items));
    yield* overlaps(name, `Secret ${quote(secret?.secretName)}`, paths(secret?.items));
    yield* overlaps(name, 'DownwardAPI', paths(downwardAPI?.items));
    const before: Named[] = [];
    for (const source of projected?.sources ?? []) {
      if (Object.keys(source).length === 0) yield `volume ${quote(name)} (Projected) has no sources provided`;
      for (const own of projectedPaths(source)) {
        yield* overlapsOf(own, before, name, 'Projected');
        before.push(own);
      }
    }
  }
}

function projectedPaths({ configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection): Named[] {
  if (configMap?.items) return named(configMap.items, `ConfigMap ${quote(configMap.name)}`);
  if (secret?.items) return named(secret.items, `Secret ${quote(secret.name)}`);
  if (downwardAPI?.items) return named(downwardAPI.items, 'DownwardAPI');
  return serviceAccountToken ? named([serviceAccountToken], 'ServiceAccountToken') : [];
}

function named(items: readonly { path: string }[], source: string): Named[] {
  return items.map(({ path }) => ({ path: path.replace(/\/+$/, ''), source }));
}

function* overlaps(volume: string, description: string, paths: readonly Named[]): Generator<string, void> {
  for (const [at, own] of paths.entries()) yield* overlapsOf(own, paths.slice(0, at), volume, description);
}

function* overlapsOf(
  own: Named,
  before: readonly Named[],
  volume: string,
  description: string,
): Generator<string, void> {
  for (const other of before) {
    if (!own.path || !other.path) continue;
    const [a, b] = [`${own.path}/`, `${other.path}/`];
    if (!a.startsWith(b) && !b.startsWith(a)) continue;
    const both = `${textOf(own)} with ${textOf(other)}`;
    yield `volume ${quote(volume)} (${description}): overlapping paths: ${both}`;
  }
}

function textOf({ path, source }: Named): string {
  return source ? `${quote(path)} (${source})` : quote(path);
}

function quote(text = ''): string {
  return quoteText(text);
}
