import type { KubeObject } from '../meta/object';

type Fields = Record<string, unknown>;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * What a page needs of an object. Managed fields always go: no page shows them. For rows the heavy parts go too: of a pod template
 * and a pod's spec stay the containers' names, images and resources, and what schedules them; of configuration the keys stay without values.
 */
export function trim(object: KubeObject, detail: 'row' | 'full'): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const trimmed = { ...object, metadata };
  if (detail === 'full') return trimmed;
  return rowOf(trimmed as KubeObject & Fields);
}

function rowOf(object: KubeObject & Fields): KubeObject {
  const slim: KubeObject & Fields = { ...object, metadata: withoutLastApplied(object) };
  const spec = fieldsOf(object.spec);
  switch (object.kind) {
    case 'Job':
      if (spec) slim.spec = slimJobSpec(spec);
      break;
    case 'CronJob': {
      const template = fieldsOf(spec?.jobTemplate);
      const jobSpec = fieldsOf(template?.spec);
      if (template && jobSpec)
        slim.spec = { ...spec, jobTemplate: { ...template, spec: slimJobSpec(jobSpec) } };
      break;
    }
    case 'Pod':
      if (spec) slim.spec = slimPodSpec(spec);
      break;
    case 'ConfigMap':
    case 'Secret':
      for (const name of ['data', 'binaryData']) {
        const data = fieldsOf(slim[name]);
        if (data) slim[name] = Object.fromEntries(Object.keys(data).map((key) => [key, '']));
      }
  }
  return slim;
}

function withoutLastApplied({ metadata }: KubeObject): KubeObject['metadata'] {
  if (metadata.annotations?.[lastApplied] === undefined) return metadata;
  const { [lastApplied]: _, ...annotations } = metadata.annotations;
  return { ...metadata, annotations };
}

function slimJobSpec(spec: Fields): Fields {
  const template = fieldsOf(spec.template);
  const podSpec = fieldsOf(template?.spec);
  return podSpec ? { ...spec, template: { spec: slimPodSpec(podSpec) } } : spec;
}

const keptPodFields = [
  'nodeName',
  'restartPolicy',
  'schedulingGates',
  'activeDeadlineSeconds',
  'priorityClassName',
];
const containerLists = ['containers', 'initContainers'];
const keptContainerFields = ['name', 'image', 'resources', 'restartPolicy'];

function slimPodSpec(spec: Fields): Fields {
  const slim = pick(spec, keptPodFields);
  for (const name of containerLists) {
    const list = spec[name];
    if (Array.isArray(list))
      slim[name] = list.map((container) => pick(fieldsOf(container) ?? {}, keptContainerFields));
  }
  return slim;
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.flatMap((name) => (name in fields ? [[name, fields[name]]] : [])));
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}
