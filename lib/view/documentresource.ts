import type { KubeObject } from '../meta/object';
import { resources } from '../resources/catalog';
import type { Resource, Strategy } from '../resources/kind';
import { strategies } from '../resources/strategies';
import { isEntries, valueAt } from './documentvalue';

/**
 * What a document is, to address it: the resource of its kind in the version it names (`batch/v1beta1`
 * CronJobs are created as such). `undefined` for kinds Gantry does not know.
 */
export function resourceOf(value: unknown): Resource | undefined {
  const kind = valueAt(value, ['kind']);
  const apiVersion = valueAt(value, ['apiVersion']);
  const known = Object.values(resources).find((resource) => resource.kind === kind);
  if (!known || typeof apiVersion !== 'string') return undefined;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  if (group !== known.group || !version) return undefined;
  return version === known.version ? known : { ...known, version };
}

/** The strategy of a document's kind, if Gantry serves it in that version. */
export function strategyOf(value: unknown): Strategy<KubeObject> | undefined {
  const resource = resourceOf(value);
  const strategy = strategies.find((candidate) => candidate.resource.kind === resource?.kind);
  if (!resource || !strategy) return undefined;
  const versions = [strategy.resource.version, ...(strategy.aliasVersions ?? [])];
  return versions.includes(resource.version) ? strategy : undefined;
}

/** Name and namespace of a document, where they are texts. */
export function identityOf(value: unknown): { kind?: string; name?: string; namespace?: string } {
  const text = (found: unknown) => (typeof found === 'string' && found !== '' ? found : undefined);
  return {
    kind: text(valueAt(value, ['kind'])),
    name: text(valueAt(value, ['metadata', 'name'])),
    namespace: text(valueAt(value, ['metadata', 'namespace'])),
  };
}

/** The object to send: as it is written, with the namespace it goes to where it names none. */
export function objectToSend(value: unknown, namespace: string): KubeObject | undefined {
  const resource = resourceOf(value);
  if (!isEntries(value) || !resource) return undefined;
  const metadata = isEntries(value.metadata) ? value.metadata : {};
  const placed = resource.namespaced && !metadata.namespace ? { ...metadata, namespace } : metadata;
  return { ...value, metadata: placed } as KubeObject;
}
