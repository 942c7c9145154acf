import { type FieldPath, invalid, notSupported, required } from '../../meta/field';
import { canonicalQuantity, compareQuantities } from '../../meta/quantity';
import { type Errors, entryOf, validateQualifiedName } from '../metadata';

/** Fields of the pod that an environment variable may show. */
export const envFieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** Fields of the pod that a file of a volume may show. */
export const volumeFieldPaths = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

const knownFieldPaths = new Set([
  ...envFieldPaths,
  ...volumeFieldPaths,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const resources = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const byteKinds: Readonly<Record<string, string>> = {
  'limits.memory': 'memory',
  'requests.memory': 'memory',
  'limits.ephemeral-storage': 'local ephemeral storage',
  'requests.ephemeral-storage': 'local ephemeral storage',
};
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/**
 * `validateObjectFieldSelector`: the field must be one of `allowed`, or one label or annotation by its
 * key.
 */
export function* validateFieldRef(
  { apiVersion, fieldPath }: { apiVersion?: string; fieldPath?: string },
  allowed: readonly string[],
  path: FieldPath,
): Errors {
  const own = path.child('fieldPath');
  if (!apiVersion) yield required(path.child('apiVersion'));
  else if (!fieldPath) yield required(own);
  else if (apiVersion !== 'v1') {
    yield invalid(own, fieldPath, `error converting fieldPath: unsupported pod version: ${apiVersion}`);
  } else {
    const [, subscripted, key = ''] = /^(.+?)\['(.*)'\]$/s.exec(fieldPath) ?? [];
    if (subscripted !== undefined) {
      if (subscripted === 'metadata.annotations') yield* validateQualifiedName(key.toLowerCase(), path);
      else if (subscripted === 'metadata.labels') yield* validateQualifiedName(key, path);
      else {
        const detail = `field label does not support subscript: ${fieldPath}`;
        yield invalid(own, fieldPath, `error converting fieldPath: ${detail}`);
      }
      return;
    }
    const name = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
    if (!knownFieldPaths.has(name)) {
      yield invalid(own, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`);
    } else if (!allowed.includes(name)) yield notSupported(own, name, allowed);
  }
}

/** `validateContainerResourceFieldSelector`; a file of a volume must say of which container. */
export function* validateResourceFieldRef(
  reference: { containerName?: string; resource?: string; divisor?: string },
  path: FieldPath,
  ofVolume: boolean,
): Errors {
  const { containerName, resource = '', divisor } = reference;
  const hugePages = /^(requests|limits)\.hugepages-/.test(resource);
  if (ofVolume && !containerName) yield required(path.child('containerName'));
  else if (!resource) yield required(path.child('resource'));
  else if (!resources.includes(resource) && !hugePages) {
    yield notSupported(path.child('resource'), resource, resources);
  }
  if (divisor !== undefined && compareQuantities(divisor, '0') !== 0) {
    yield* validateDivisor(resource, canonicalQuantity(divisor), hugePages, path.child('divisor'));
  }
}

function* validateDivisor(resource: string, divisor: string, hugePages: boolean, path: FieldPath): Errors {
  if (resource === 'limits.cpu' || resource === 'requests.cpu') {
    if (divisor === '1m' || divisor === '1') return;
    yield invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
    return;
  }
  const kind = hugePages ? 'hugepages' : entryOf(byteKinds, resource);
  if (!kind || byteDivisors.includes(divisor)) return;
  const values = byteDivisors.join(', ');
  yield invalid(path, resource, `only divisor's values ${values} are supported with the ${kind} resource`);
}
