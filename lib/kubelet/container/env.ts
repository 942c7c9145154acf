import type { Container, EnvFromSource, EnvVar, Pod } from '../../resources/pod/types';
import { ContainerConfigError } from '../driver';
import { parseEnvFile } from './envfile';
import { expand } from './expand';
import { fieldValue, type NodeFacts, resourceValue } from './fields';
import { decodeBase64, fileKey, type Sources } from './sources';

/**
 * The environment of a container: `env` in its order, each value able to refer to those before it and to
 * `envFrom`, then what `envFrom` adds (kubelet's `makeEnvironmentVariables`). @throws ContainerConfigError
 * for what a reference lacks.
 */
export function environmentOf(
  pod: Pod,
  container: Container,
  node: NodeFacts,
  sources: Sources,
): [name: string, value: string][] {
  const namespace = pod.metadata.namespace ?? '';
  const known = new Map<string, string>();
  for (const from of container.envFrom ?? []) {
    for (const [key, value] of importedOf(from, sources)) known.set((from.prefix ?? '') + key, value);
  }
  const result = new Map<string, string>();
  for (const variable of container.env ?? []) {
    const value = variable.value
      ? expand(variable.value, (name) => known.get(name))
      : variable.valueFrom
        ? referredValue(variable, { pod, container, node, sources, namespace })
        : '';
    if (value === undefined) continue;
    known.set(variable.name, value);
    result.delete(variable.name);
    result.set(variable.name, value);
  }
  for (const [name, value] of known) if (!result.has(name)) result.set(name, value);
  return [...result];
}

function importedOf({ configMapRef, secretRef }: EnvFromSource, sources: Sources): [string, string][] {
  if (configMapRef?.name) {
    const configMap = sources.configMaps.get(configMapRef.name);
    if (configMap) return Object.entries(configMap.data ?? {});
    if (!configMapRef.optional) throw lacking(`configmap "${configMapRef.name}" not found`);
  }
  if (secretRef?.name) {
    const secret = sources.secrets.get(secretRef.name);
    if (secret) return Object.entries(secret.data ?? {}).map(([key, value]) => [key, decodeText(value)]);
    if (!secretRef.optional) throw lacking(`secret "${secretRef.name}" not found`);
  }
  return [];
}

interface Context {
  pod: Pod;
  container: Container;
  node: NodeFacts;
  sources: Sources;
  namespace: string;
}

/** `undefined` for an optional reference to what is not there: the variable is left out then. */
function referredValue({ valueFrom }: EnvVar, context: Context): string | undefined {
  const { pod, container, node, sources, namespace } = context;
  if (valueFrom?.fieldRef) return fieldValue(pod, node, valueFrom.fieldRef.fieldPath);
  if (valueFrom?.resourceFieldRef) {
    return resourceValue(pod, container.name, node, valueFrom.resourceFieldRef);
  }
  if (valueFrom?.configMapKeyRef) {
    const { name = '', key, optional } = valueFrom.configMapKeyRef;
    const configMap = sources.configMaps.get(name);
    const value = configMap?.data?.[key];
    if (value !== undefined || optional) return value;
    if (!configMap) throw lacking(`configmap "${name}" not found`);
    throw lacking(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
  }
  if (valueFrom?.secretKeyRef) {
    const { name = '', key, optional } = valueFrom.secretKeyRef;
    const secret = sources.secrets.get(name);
    const value = secret?.data?.[key];
    if (value !== undefined) return decodeText(value);
    if (optional) return undefined;
    if (!secret) throw lacking(`secret "${name}" not found`);
    throw lacking(`couldn't find key ${key} in Secret ${namespace}/${name}`);
  }
  if (valueFrom?.fileKeyRef) return fileValue(valueFrom.fileKeyRef, sources);
  throw lacking('the source of an environment variable is not supported', false);
}

function fileValue(
  { volumeName, path, key, optional }: NonNullable<NonNullable<EnvVar['valueFrom']>['fileKeyRef']>,
  sources: Sources,
): string | undefined {
  const content = sources.files?.get(fileKey(volumeName, path));
  const variables = content && parseEnvFile(new TextDecoder().decode(content));
  const value = variables?.get(key);
  if (value !== undefined) return value;
  if (optional && (variables || !content)) return undefined;
  if (!variables) throw lacking("couldn't parse env file");
  throw lacking(`environment variable key ${JSON.stringify(key)} not found in file ${JSON.stringify(path)}`);
}

function decodeText(base64: string): string {
  return new TextDecoder().decode(decodeBase64(base64));
}

function lacking(message: string, isPassing = true): ContainerConfigError {
  return new ContainerConfigError('CreateContainerConfigError', message, isPassing);
}
