import { ageColumn, nameColumn, textColumn } from '../columns';
import type { Strategy } from '../kind';
import { validateMetadataUpdate } from '../metadata';
import { type Namespace, namespaces } from './types';
import { validateNamespace, validateNamespaceStatus } from './validation';

/** Namespaces, as `pkg/registry/core/namespace` serves them. */
export const namespaceStrategy: Strategy<Namespace> = {
  resource: namespaces,
  shortNames: ['ns'],
  categories: [],
  subresources: { finalize: { kind: 'Namespace', verbs: ['update'] } },
  schema: 'io.k8s.api.core.v1.Namespace',
  columns: [
    nameColumn,
    textColumn('Status', 'The status of the namespace', ({ status }) => status?.phase ?? ''),
    ageColumn,
  ],
  fields: { 'status.phase': ({ status }) => status?.phase ?? '' },
  defaults: withNameLabel,
  prepareCreate: (namespace) => {
    const asked = namespace.spec?.finalizers ?? [];
    const finalizers = asked.includes('kubernetes') ? asked : [...asked, 'kubernetes'];
    return withNameLabel({
      ...namespace,
      spec: { ...namespace.spec, finalizers },
      status: { phase: 'Active' },
    });
  },
  validate: validateNamespace,
  prepareUpdate: (next, previous) => ({
    ...next,
    spec: { ...next.spec, finalizers: previous.spec?.finalizers },
    status: previous.status,
  }),
  validateUpdate: (next, previous) => [
    ...validateNamespace(next),
    ...validateMetadataUpdate(next.metadata, previous.metadata),
  ],
  status: {
    prepareUpdate: (next, previous) => ({ ...next, spec: previous.spec }),
    validateUpdate: validateNamespaceStatus,
  },
};

/** Every namespace carries its name as a label, so that selectors can name it. */
function withNameLabel(namespace: Namespace): Namespace {
  const { name, labels } = namespace.metadata;
  const status = { phase: 'Active' as const, ...namespace.status };
  if (!name) return { ...namespace, status };
  const named = { ...labels, 'kubernetes.io/metadata.name': name };
  return { ...namespace, metadata: { ...namespace.metadata, labels: named }, status };
}
