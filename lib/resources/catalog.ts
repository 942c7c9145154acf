import { configMaps } from './configmap/types';
import { cronJobs } from './cronjob/types';
import { events } from './event/types';
import { jobs } from './job/types';
import type { Resource } from './kind';
import { leases } from './lease/types';
import { namespaces } from './namespace/types';
import { nodes } from './node/types';
import { pods } from './pod/types';
import { secrets } from './secret/types';
import { serviceAccounts } from './serviceaccount/types';

/** Every kind Gantry knows, by its plural name. */
export const resources: Readonly<Record<string, Resource>> = Object.fromEntries(
  [namespaces, nodes, pods, events, configMaps, secrets, serviceAccounts, jobs, cronJobs, leases].map(
    (resource) => [resource.plural, resource as Resource],
  ),
);
