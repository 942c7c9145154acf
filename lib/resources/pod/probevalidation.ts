import { type FieldPath, forbidden, invalid, notSupported, required } from '../../meta/field';
import { httpHeaderErrors, portNameErrors, portNumberErrors } from '../../meta/names';
import { type Errors, invalidEach, validateNonNegative } from '../metadata';
import type { Container, HTTPGetAction, LifecycleHandler, PodSpec, Probe } from './types';

type Handler = LifecycleHandler & Pick<Probe, 'grpc'>;

/** The three probes of a container, as regular ones and sidecars may have them. */
export function* validateProbes(container: Container, spec: PodSpec, path: FieldPath): Errors {
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[field];
    if (!probe) continue;
    const own = path.child(field);
    yield* validateProbe(probe, spec, own);
    if (field !== 'readinessProbe' && (probe.successThreshold ?? 0) !== 1) {
      yield invalid(own.child('successThreshold'), probe.successThreshold ?? 0, 'must be 1');
    }
    const grace = probe.terminationGracePeriodSeconds;
    if (field === 'readinessProbe' && grace !== undefined) {
      yield invalid(own.child('terminationGracePeriodSeconds'), grace, 'must not be set for readinessProbes');
    }
  }
}

function* validateProbe(probe: Probe, spec: PodSpec, path: FieldPath): Errors {
  const { exec, httpGet, tcpSocket, grpc } = probe;
  yield* validateHandler({ exec, httpGet, tcpSocket, grpc }, spec, path);
  for (const field of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const) {
    yield* validateNonNegative(probe[field], path.child(field));
  }
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) {
    yield invalid(path.child('terminationGracePeriodSeconds'), grace, 'must be greater than 0');
  }
}

/** `validateLifecycle`. */
export function* validateLifecycle(
  { postStart, preStop }: NonNullable<Container['lifecycle']>,
  spec: PodSpec,
  path: FieldPath,
): Errors {
  if (postStart) yield* validateHandler(postStart, spec, path.child('postStart'));
  if (preStop) yield* validateHandler(preStop, spec, path.child('preStop'));
}

function* validateHandler(handler: Handler, spec: PodSpec, path: FieldPath): Errors {
  let handlers = 0;
  for (const field of ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const) {
    if (!handler[field]) continue;
    if (handlers > 0) yield forbidden(path.child(field), 'may not specify more than 1 handler type');
    else yield* validateAction(field, handler, spec, path.child(field));
    handlers++;
  }
  if (handlers === 0) yield required(path, 'must specify a handler type');
}

function* validateAction(field: keyof Handler, handler: Handler, spec: PodSpec, path: FieldPath): Errors {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (field === 'exec' && !exec?.command?.length) yield required(path.child('command'));
  if (field === 'httpGet' && httpGet) yield* validateHttpGet(httpGet, path);
  if (field === 'tcpSocket' && tcpSocket) yield* validatePort(tcpSocket.port, path.child('port'));
  if (field === 'grpc' && grpc) yield* validatePort(grpc.port, path.child('port'));
  if (field === 'sleep' && sleep) {
    const grace = spec.terminationGracePeriodSeconds;
    const { seconds } = sleep;
    if (grace !== undefined && (seconds < 0 || seconds > grace)) {
      const limit = `terminationGracePeriodSeconds (${grace})`;
      yield invalid(path, seconds, `must be non-negative and less than ${limit}`);
    }
  }
}

function* validateHttpGet(action: HTTPGetAction, path: FieldPath): Errors {
  const { path: urlPath, port, scheme = '', httpHeaders = [] } = action;
  if (!urlPath) yield required(path.child('path'));
  yield* validatePort(port, path.child('port'));
  if (scheme !== 'HTTP' && scheme !== 'HTTPS') {
    yield notSupported(path.child('scheme'), scheme, ['HTTP', 'HTTPS']);
  }
  for (const { name } of httpHeaders) {
    yield* invalidEach(path.child('httpHeaders'), name, httpHeaderErrors(name));
  }
}

function* validatePort(port: number | string, path: FieldPath): Errors {
  const errors = typeof port === 'string' ? portNameErrors(port) : portNumberErrors(port);
  yield* invalidEach(path, port, errors);
}
