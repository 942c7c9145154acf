import type { ApiClient } from '../../client/client';
import { hasReason } from '../../meta/status';
import { type ConfigMap, configMaps } from '../../resources/configmap/types';
import type { Container, Pod } from '../../resources/pod/types';
import { type Secret, secrets } from '../../resources/secret/types';
import type { Driver } from '../driver';

/** The ConfigMaps and Secrets a pod refers to, by name; those that are not there are absent. */
export interface Sources {
  configMaps: ReadonlyMap<string, ConfigMap>;
  secrets: ReadonlyMap<string, Secret>;
  /** Files of volumes that variables are read from, by `fileKey`. */
  files?: ReadonlyMap<string, Uint8Array>;
}

interface Names {
  configMaps: Set<string>;
  secrets: Set<string>;
}

/** Reads what the environment of a container refers to. Rejects with the API's error when reading fails. */
export function readEnvSources(client: ApiClient, namespace: string, container: Container): Promise<Sources> {
  const names: Names = { configMaps: new Set(), secrets: new Set() };
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef?.name) names.configMaps.add(configMapRef.name);
    if (secretRef?.name) names.secrets.add(secretRef.name);
  }
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.configMapKeyRef?.name) names.configMaps.add(valueFrom.configMapKeyRef.name);
    if (valueFrom?.secretKeyRef?.name) names.secrets.add(valueFrom.secretKeyRef.name);
  }
  return read(client, namespace, names);
}

/**
 * Reads what the volumes of a pod refer to; what is known and immutable is not read again. Rejects with the API's
 * error when reading fails.
 */
export function readVolumeSources(
  client: ApiClient,
  { metadata, spec }: Pod,
  known?: Sources,
): Promise<Sources> {
  const names: Names = { configMaps: new Set(), secrets: new Set() };
  for (const { configMap, secret, projected } of spec.volumes ?? []) {
    if (configMap?.name) names.configMaps.add(configMap.name);
    if (secret?.secretName) names.secrets.add(secret.secretName);
    for (const source of projected?.sources ?? []) {
      if (source.configMap?.name) names.configMaps.add(source.configMap.name);
      if (source.secret?.name) names.secrets.add(source.secret.name);
    }
  }
  return read(client, metadata.namespace ?? '', names, known);
}

/** Reads the files of volumes that variables of a container are taken from. */
export async function readEnvFiles(
  driver: Driver,
  podUid: string,
  { env = [] }: Container,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { valueFrom } of env) {
    if (!valueFrom?.fileKeyRef) continue;
    const { volumeName, path } = valueFrom.fileKeyRef;
    const content = await driver.readVolumeFile?.(podUid, volumeName, path);
    if (content) files.set(fileKey(volumeName, path), content);
  }
  return files;
}

/** The key of a volume's file in `Sources.files`. */
export function fileKey(volume: string, path: string): string {
  return `${volume}/${path}`;
}

async function read(client: ApiClient, namespace: string, names: Names, known?: Sources): Promise<Sources> {
  const found = { configMaps: new Map<string, ConfigMap>(), secrets: new Map<string, Secret>() };
  const reads = [
    ...[...names.configMaps].map(async (name) => {
      const before = known?.configMaps.get(name);
      const object = before?.immutable ? before : await present(client.get(configMaps, namespace, name));
      if (object) found.configMaps.set(name, object);
    }),
    ...[...names.secrets].map(async (name) => {
      const before = known?.secrets.get(name);
      const object = before?.immutable ? before : await present(client.get(secrets, namespace, name));
      if (object) found.secrets.set(name, object);
    }),
  ];
  await Promise.all(reads);
  return found;
}

async function present<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** The bytes of a base64 text, as in `Secret.data` and `ConfigMap.binaryData`. */
export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
