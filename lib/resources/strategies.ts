import type { KubeObject } from '../meta/object';
import { configMapStrategy } from './configmap/strategy';
import { cronJobStrategy } from './cronjob/strategy';
import { eventStrategy } from './event/strategy';
import { jobStrategy } from './job/strategy';
import type { Strategy } from './kind';
import { leaseStrategy } from './lease/strategy';
import { namespaceStrategy } from './namespace/strategy';
import { nodeStrategy } from './node/strategy';
import { podStrategy } from './pod/strategy';
import { secretStrategy } from './secret/strategy';
import { serviceAccountStrategy } from './serviceaccount/strategy';

/** The strategies of every kind Gantry serves. */
export const strategies: readonly Strategy<KubeObject>[] = [
  configMapStrategy,
  eventStrategy,
  namespaceStrategy,
  nodeStrategy,
  podStrategy,
  secretStrategy,
  serviceAccountStrategy,
  cronJobStrategy,
  jobStrategy,
  leaseStrategy,
] as readonly unknown[] as readonly Strategy<KubeObject>[];
