import { defaultPullPolicy } from './image';
import { defaultResources } from './resourcedefaults';
import type { EphemeralSource, Volume, VolumeProjection } from './types';

type FieldRef = { apiVersion?: string; fieldPath: string };
type Items = { fieldRef?: FieldRef };

/** `SetDefaults_Volume` and those of every source: a volume without any source is an `emptyDir`. */
export function defaultVolume(volume: Volume): Volume {
  const { name, ...sources } = volume;
  if (Object.values(sources).every((source) => source === undefined)) return { name, emptyDir: {} };
  const completed = Object.entries(sources).map(([source, value]) => [
    source,
    value && defaultSource[source] ? defaultSource[source](value as Record<string, unknown>) : value,
  ]);
  return { name, ...Object.fromEntries(completed) };
}

/** `SetDefaults_ObjectFieldSelector`. */
export function defaultFieldRef(fieldRef: FieldRef): FieldRef {
  return { ...fieldRef, apiVersion: fieldRef.apiVersion || 'v1' };
}

const readableMode = 0o644;

const defaultSource: Record<string, (source: Record<string, unknown>) => Record<string, unknown>> = {
  hostPath: (source) => ({ type: '', ...source }),
  secret: (source) => ({ defaultMode: readableMode, ...source }),
  configMap: (source) => ({ defaultMode: readableMode, ...source }),
  downwardAPI: (source) => ({ defaultMode: readableMode, ...withItems(source) }),
  projected: (source) => ({
    defaultMode: readableMode,
    ...source,
    ...(Array.isArray(source.sources) && { sources: source.sources.map(defaultProjection) }),
  }),
  iscsi: (source) => orElse(source, { iscsiInterface: 'default' }),
  rbd: (source) => orElse(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  azureDisk: (source) => ({
    cachingMode: 'ReadWrite',
    fsType: 'ext4',
    readOnly: false,
    kind: 'Shared',
    ...source,
  }),
  scaleIO: (source) => orElse(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
  image: (source: NonNullable<Volume['image']>) => ({
    ...source,
    pullPolicy: source.pullPolicy || defaultPullPolicy(source.reference),
  }),
  ephemeral: (source: EphemeralSource) => {
    const template = source.volumeClaimTemplate;
    return template ? { ...source, volumeClaimTemplate: defaultClaimTemplate(template) } : { ...source };
  },
};

function defaultClaimTemplate(
  template: NonNullable<EphemeralSource['volumeClaimTemplate']>,
): typeof template {
  const { spec = {} } = template;
  const resources = spec.resources && defaultResources(spec.resources);
  return { ...template, spec: { volumeMode: 'Filesystem', ...spec, ...(resources && { resources }) } };
}

function orElse(source: Record<string, unknown>, defaults: Record<string, string>): Record<string, unknown> {
  const filled = Object.entries(defaults).map(([field, value]) => [field, source[field] || value]);
  return { ...source, ...Object.fromEntries(filled) };
}

function withItems<T extends { items?: unknown }>(source: T): T {
  if (!Array.isArray(source.items)) return source;
  const items = source.items.map((item: Items) =>
    item.fieldRef ? { ...item, fieldRef: defaultFieldRef(item.fieldRef) } : item,
  );
  return { ...source, items };
}

function defaultProjection(projection: VolumeProjection): VolumeProjection {
  const { downwardAPI, serviceAccountToken } = projection;
  return {
    ...projection,
    ...(downwardAPI && { downwardAPI: withItems(downwardAPI) }),
    ...(serviceAccountToken && { serviceAccountToken: { expirationSeconds: 3600, ...serviceAccountToken } }),
  };
}
