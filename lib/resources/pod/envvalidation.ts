import { type FieldPath, invalid, required } from '../../meta/field';
import {
  configKeyErrors,
  dnsLabelErrors,
  dnsSubdomainErrors,
  envNameErrors,
  withoutTrailingDash,
} from '../../meta/names';
import { type Errors, invalidEach } from '../metadata';
import { envFieldPaths, validateFieldRef, validateResourceFieldRef } from './fieldrefs';
import { validateNoBacksteps } from './paths';
import type { EnvFromSource, EnvVar, KeySelector } from './types';

/** `ValidateEnv`. */
export function* validateEnv(variables: readonly EnvVar[], path: FieldPath): Errors {
  for (const [at, variable] of variables.entries()) {
    const { name = '' } = variable;
    const own = path.index(at);
    if (!name) yield required(own.child('name'));
    else yield* invalidEach(own.child('name'), name, envNameErrors(name));
    if (variable.valueFrom) yield* validateValueFrom(variable, own.child('valueFrom'));
  }
}

function* validateValueFrom({ value, valueFrom = {} }: EnvVar, path: FieldPath): Errors {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  if (fieldRef) yield* validateFieldRef(fieldRef, envFieldPaths, path.child('fieldRef'));
  if (resourceFieldRef) {
    yield* validateResourceFieldRef(resourceFieldRef, path.child('resourceFieldRef'), false);
  }
  if (configMapKeyRef) yield* validateKeyRef(configMapKeyRef, path.child('configMapKeyRef'));
  if (secretKeyRef) yield* validateKeyRef(secretKeyRef, path.child('secretKeyRef'));
  if (fileKeyRef) yield* validateFileRef(fileKeyRef, path.child('fileKeyRef'));
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean);
  if (sources.length === 0) {
    const names = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    yield invalid(path, '', `must specify one of: ${names}`);
  } else if (value) yield invalid(path, '', 'may not be specified when `value` is not empty');
  else if (sources.length > 1)
    yield invalid(path, '', 'may not have more than one field specified at a time');
}

function* validateKeyRef({ name = '', key = '' }: KeySelector, path: FieldPath): Errors {
  yield* invalidEach(path.child('name'), name, dnsSubdomainErrors(name));
  if (!key) yield required(path.child('key'));
  else yield* invalidEach(path.child('key'), key, configKeyErrors(key));
}

type FileRef = NonNullable<NonNullable<EnvVar['valueFrom']>['fileKeyRef']>;

function* validateFileRef({ key, volumeName, path: filePath }: FileRef, path: FieldPath): Errors {
  if (!key) yield required(path.child('key'));
  else yield* invalidEach(path.child('key'), key, envNameErrors(key));
  if (!volumeName) yield required(path.child('volumeName'));
  else yield* invalidEach(path.child('volumeName'), volumeName, dnsLabelErrors(volumeName));
  if (!filePath) yield required(path.child('path'));
  else yield* validateNoBacksteps(filePath, path.child('path'));
}

/** `ValidateEnvFrom`. */
export function* validateEnvFrom(sources: readonly EnvFromSource[], path: FieldPath): Errors {
  for (const [at, { prefix, configMapRef, secretRef }] of sources.entries()) {
    const own = path.index(at);
    if (prefix) yield* invalidEach(own.child('prefix'), prefix, envNameErrors(prefix));
    if (configMapRef) yield* validateSourceName(configMapRef.name, own.child('configMapRef', 'name'));
    if (secretRef) yield* validateSourceName(secretRef.name, own.child('secretRef', 'name'));
    if (!configMapRef && !secretRef) {
      yield invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`');
    } else if (configMapRef && secretRef) {
      yield invalid(path, '', 'may not have more than one field specified at a time');
    }
  }
}

function* validateSourceName(name: string | undefined, path: FieldPath): Errors {
  if (!name) yield required(path);
  else yield* invalidEach(path, name, dnsSubdomainErrors(withoutTrailingDash(name)));
}
