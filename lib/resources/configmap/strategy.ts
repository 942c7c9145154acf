import { ageColumn, nameColumn, textColumn } from '../columns';
import type { Strategy } from '../kind';
import { type ConfigMap, configMaps } from './types';
import { validateConfigMap, validateConfigMapUpdate } from './validation';

/** ConfigMaps, as `pkg/registry/core/configmap` serves them. */
export const configMapStrategy: Strategy<ConfigMap> = {
  resource: configMaps,
  shortNames: ['cm'],
  categories: [],
  schema: 'io.k8s.api.core.v1.ConfigMap',
  columns: [
    nameColumn,
    textColumn(
      'Data',
      'Number of entries.',
      ({ data = {}, binaryData = {} }) => Object.keys(data).length + Object.keys(binaryData).length,
    ),
    ageColumn,
  ],
  defaults: (configMap) => configMap,
  prepareCreate: (configMap) => configMap,
  validate: validateConfigMap,
  prepareUpdate: (next) => next,
  validateUpdate: validateConfigMapUpdate,
};
