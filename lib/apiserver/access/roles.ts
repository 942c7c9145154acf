import type { PolicyRule } from './rbac';

/**
 * A `ClusterRoleBinding` with its role. Bindings are part of the program: `rbac.authorization.k8s.io` is not
 * served.
 */
export interface RoleBinding {
  name: string;
  role: string;
  subjects: readonly { kind: 'Group' | 'User'; name: string }[];
  rules: readonly PolicyRule[];
}

/** Of all members may do everything, whatever the roles say. */
export const privilegedGroup = 'system:masters';
export const authenticatedGroup = 'system:authenticated';
export const unauthenticatedGroup = 'system:unauthenticated';
/** The name of whoever shows no credentials. */
export const anonymousName = 'system:anonymous';
/** Who may look at everything the role `view` shows. */
export const viewerName = 'kubernetes-viewer';

const read = ['get', 'list', 'watch'];

/**
 * Kubernetes' own role `view` (`system:aggregate-to-view`), of the kinds that are served. As there it shows no
 * secrets, and neither nodes nor leases, which are the cluster's and not its users'.
 */
const view: readonly PolicyRule[] = [
  { verbs: read, apiGroups: [''], resources: ['configmaps', 'pods', 'serviceaccounts'] },
  { verbs: read, apiGroups: [''], resources: ['namespaces/status', 'pods/log', 'pods/status'] },
  { verbs: read, apiGroups: [''], resources: ['namespaces'] },
  { verbs: read, apiGroups: ['', 'events.k8s.io'], resources: ['events'] },
  {
    verbs: read,
    apiGroups: ['batch'],
    resources: ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'],
  },
];

const basicUser: readonly PolicyRule[] = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
];

const publicPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

const discoveryPaths = [
  ...['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz'],
  ...['/version', '/version/'],
];

const monitoringPaths = [
  ...['/healthz', '/healthz/*', '/livez', '/livez/*', '/metrics', '/metrics/slis', '/readyz', '/readyz/*'],
];

const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

const authenticated = { kind: 'Group', name: authenticatedGroup } as const;
const unauthenticated = { kind: 'Group', name: unauthenticatedGroup } as const;

/** The bindings Kubernetes makes when it starts, as far as they say something here, and that of the viewer. */
export const roleBindings: readonly RoleBinding[] = [
  {
    name: 'cluster-admin',
    role: 'cluster-admin',
    subjects: [{ kind: 'Group', name: privilegedGroup }],
    rules: everything,
  },
  { name: 'system:basic-user', role: 'system:basic-user', subjects: [authenticated], rules: basicUser },
  {
    name: 'system:discovery',
    role: 'system:discovery',
    subjects: [authenticated],
    rules: [{ verbs: ['get'], nonResourceURLs: discoveryPaths }],
  },
  {
    name: 'system:monitoring',
    role: 'system:monitoring',
    subjects: [{ kind: 'Group', name: 'system:monitoring' }],
    rules: [{ verbs: ['get'], nonResourceURLs: monitoringPaths }],
  },
  {
    name: 'system:public-info-viewer',
    role: 'system:public-info-viewer',
    subjects: [authenticated, unauthenticated],
    rules: [{ verbs: ['get'], nonResourceURLs: publicPaths }],
  },
  { name: 'view', role: 'view', subjects: [{ kind: 'User', name: viewerName }], rules: view },
];
