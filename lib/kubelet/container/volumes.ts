import type { DownwardAPIFile, KeyToPath, Pod, Volume, VolumeProjection } from '../../resources/pod/types';
import { VolumeError, type VolumeFile, type VolumeSetup } from '../driver';
import { fieldValue, type NodeFacts, resourceValue } from './fields';
import { decodeBase64, type Sources } from './sources';

const defaultMode = 0o644;

interface Context {
  pod: Pod;
  node: NodeFacts;
  sources: Sources;
  volume: string;
}

/**
 * The pod's volumes with their content. @throws VolumeError for a volume whose source is missing or not
 * supported.
 */
export function volumesOf(pod: Pod, node: NodeFacts, sources: Sources): VolumeSetup[] {
  return (pod.spec.volumes ?? []).map((volume) =>
    volumeSetup(volume, { pod, node, sources, volume: volume.name }),
  );
}

/** Whether the content of a pod's volumes may change while it runs. */
export function hasLiveVolumes({ spec }: Pod): boolean {
  return (spec.volumes ?? []).some(
    ({ configMap, secret, downwardAPI, projected }) => configMap ?? secret ?? downwardAPI ?? projected,
  );
}

function volumeSetup(volume: Volume, context: Context): VolumeSetup {
  const { name } = volume;
  if (volume.hostPath) {
    return { name, kind: 'host', path: volume.hostPath.path, type: volume.hostPath.type ?? '' };
  }
  if (volume.configMap) {
    const { defaultMode: mode } = volume.configMap;
    return { name, kind: 'files', files: configMapFiles(volume.configMap, mode, context) };
  }
  if (volume.secret) {
    const { secretName, defaultMode: mode, items, optional } = volume.secret;
    return { name, kind: 'files', files: secretFiles({ name: secretName, items, optional }, mode, context) };
  }
  if (volume.downwardAPI) {
    const { items, defaultMode: mode } = volume.downwardAPI;
    return { name, kind: 'files', files: downwardFiles(items, mode, context) };
  }
  if (volume.projected) {
    const { sources, defaultMode: mode } = volume.projected;
    return { name, kind: 'files', files: (sources ?? []).flatMap((one) => projected(one, mode, context)) };
  }
  const source = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
  if (source === 'emptyDir') return { name, kind: 'empty' };
  throw new VolumeError(name, `volumes of type ${source} are not supported by this node`);
}

function projected(source: VolumeProjection, mode: number | undefined, context: Context): VolumeFile[] {
  if (source.configMap) return configMapFiles(source.configMap, mode, context);
  if (source.secret) return secretFiles(source.secret, mode, context);
  if (source.downwardAPI) return downwardFiles(source.downwardAPI.items, mode, context);
  throw new VolumeError(context.volume, 'service account tokens are not issued by this node');
}

interface KeySource {
  name?: string;
  items?: KeyToPath[];
  optional?: boolean;
}

function configMapFiles(source: KeySource, mode: number | undefined, context: Context): VolumeFile[] {
  const configMap = context.sources.configMaps.get(source.name ?? '');
  if (!configMap && !source.optional) {
    throw new VolumeError(context.volume, `configmap "${source.name}" not found`);
  }
  const content = new Map<string, Uint8Array>();
  for (const [key, text] of Object.entries(configMap?.data ?? {})) {
    content.set(key, new TextEncoder().encode(text));
  }
  for (const [key, text] of Object.entries(configMap?.binaryData ?? {})) content.set(key, decodeBase64(text));
  return keyFiles(content, source, mode, context, 'configmap references non-existent config key');
}

function secretFiles(source: KeySource, mode: number | undefined, context: Context): VolumeFile[] {
  const secret = context.sources.secrets.get(source.name ?? '');
  if (!secret && !source.optional) {
    throw new VolumeError(context.volume, `secret "${source.name}" not found`);
  }
  const data = Object.entries(secret?.data ?? {});
  const content = new Map(data.map(([key, text]) => [key, decodeBase64(text)]));
  return keyFiles(content, source, mode, context, 'references non-existent secret key');
}

function keyFiles(
  content: ReadonlyMap<string, Uint8Array>,
  { items, optional }: KeySource,
  mode: number | undefined,
  { volume }: Context,
  complaint: string,
): VolumeFile[] {
  if (!items || items.length === 0) {
    return [...content].map(([path, bytes]) => ({ path, content: bytes, mode: mode ?? defaultMode }));
  }
  return items.flatMap((item) => {
    const bytes = content.get(item.key);
    if (!bytes && !optional) throw new VolumeError(volume, `${complaint}: ${item.key}`);
    return bytes ? [{ path: item.path, content: bytes, mode: item.mode ?? mode ?? defaultMode }] : [];
  });
}

function downwardFiles(
  items: readonly DownwardAPIFile[] | undefined,
  mode: number | undefined,
  { pod, node }: Context,
): VolumeFile[] {
  return (items ?? []).map((item) => {
    const value = item.fieldRef
      ? fieldValue(pod, node, item.fieldRef.fieldPath)
      : resourceValue(pod, '', node, item.resourceFieldRef ?? { resource: '' });
    const content = new TextEncoder().encode(value);
    return { path: item.path, content, mode: item.mode ?? mode ?? defaultMode };
  });
}
