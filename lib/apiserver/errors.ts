import { errorText, type FieldError, FieldPath, invalid as invalidField } from '../meta/field';
import type { KubeObject } from '../meta/object';
import { failure, type Status, type StatusCause, StatusError } from '../meta/status';

/** How a message names a collection: `jobs` of group `batch` is written `jobs.batch`. */
export interface Named {
  group: string;
  /** The plural, or where Kubernetes speaks of the kind, the kind. */
  name: string;
}

/** `jobs.batch`, or `pods` in the core group. */
function qualified({ group, name }: Named): string {
  return group ? `${name}.${group}` : name;
}

function detailsOf({ group, name: kind }: Named, name: string, rest: object = {}): Status['details'] {
  return { ...(name ? { name } : {}), ...(group ? { group } : {}), ...(kind ? { kind } : {}), ...rest };
}

/** 404 of an object. */
export function notFound(resource: Named, name: string): StatusError {
  const message = `${qualified(resource)} "${name}" not found`;
  return new StatusError(failure(404, 'NotFound', message, detailsOf(resource, name)));
}

/** 404 of a path no route answers. */
export function unknownResource(): StatusError {
  return new StatusError(failure(404, 'NotFound', 'the server could not find the requested resource', {}));
}

/** 409 of a name that is taken; `deleting` when by an object on its way out. */
export function alreadyExists(resource: Named, name: string, deleting: boolean): StatusError {
  const prefix = deleting ? 'object is being deleted: ' : '';
  const message = `${prefix}${qualified(resource)} "${name}" already exists`;
  return new StatusError(failure(409, 'AlreadyExists', message, detailsOf(resource, name)));
}

/** 409 of a generated name that is taken, however often it was drawn. */
export function nameNotGenerated(resource: Named, name: string): StatusError {
  const message =
    `${qualified(resource)} "${name}" already exists, ` +
    'the server was not able to generate a unique name for the object';
  const details = detailsOf(resource, name, { retryAfterSeconds: 1 });
  return new StatusError(failure(409, 'AlreadyExists', message, details));
}

/** 409 of a guarded write; the reason in words, Kubernetes' usual ones when left out. */
export function conflict(
  resource: Named,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`;
  return new StatusError(failure(409, 'Conflict', message, detailsOf(resource, name)));
}

/** 409 of an applied configuration that would change what others own. */
export function applyConflict(message: string, causes: readonly StatusCause[]): StatusError {
  return new StatusError(failure(409, 'Conflict', message, { causes: [...causes] }));
}

/**
 * Refuses with 409, in the words of Kubernetes' storage, to change an object that is another, or in another state,
 * than was asked for.
 */
export function expectSame(
  resource: Named,
  { metadata }: KubeObject,
  asked: { uid?: string; resourceVersion?: string },
): void {
  const { name, namespace } = metadata;
  const refuse = (what: string, wanted: string, found: string | undefined) => {
    const key = ['/registry', resource.name, namespace, name].filter(Boolean).join('/');
    const why =
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ` +
      `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${found}`;
    return conflict(resource, name ?? '', why);
  };
  const { uid, resourceVersion } = asked;
  if (uid && uid !== metadata.uid) throw refuse('UID', uid, metadata.uid);
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw refuse('ResourceVersion', resourceVersion, metadata.resourceVersion);
  }
}

/** Several errors in one text, each once, as Go joins them. */
export function joinedErrors(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(errorText))];
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}

/** 422 with a cause for each error; the message names each text once. */
export function invalid(kind: Named, name: string, errors: readonly FieldError[]): StatusError {
  const list = joinedErrors(errors);
  const causes: StatusCause[] = errors.map(({ type, message, field }) => ({ reason: type, message, field }));
  const message = `${qualified(kind)} "${name}" is invalid: ${list}`;
  const details = detailsOf(kind, name, { causes });
  return new StatusError(failure(422, 'Invalid', message, details));
}

/** 422 of an update that must name the version it replaces and does not; the kind goes by its plural here. */
export function versionMissing(plural: Named, name: string): StatusError {
  const path = FieldPath.of('metadata', 'resourceVersion');
  return invalid(plural, name, [invalidField(path, 0, 'must be specified for an update')]);
}

/** 422 of a request's options, such as `CreateOptions`. */
export function invalidOptions(kind: string, errors: readonly FieldError[]): StatusError {
  return invalid({ group: 'meta.k8s.io', name: kind }, '', errors);
}

/** 400. */
export function badRequest(message: string): StatusError {
  return new StatusError(failure(400, 'BadRequest', message));
}

/** 401. */
export function unauthorized(): StatusError {
  return new StatusError(failure(401, 'Unauthorized', 'Unauthorized'));
}

/** 403 with words of its own after `is forbidden: `. */
export function forbidden(
  resource: Named,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): StatusError {
  const subject = name ? `${qualified(resource)} "${name}"` : qualified(resource);
  const details = detailsOf(resource, name, causes ? { causes } : {});
  return new StatusError(failure(403, 'Forbidden', `${subject} is forbidden: ${why}`, details));
}

/** 403 of a path that is no resource. */
export function forbiddenPath(why: string): StatusError {
  return new StatusError(failure(403, 'Forbidden', `forbidden: ${why}`, {}));
}

/** 405. */
export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError(failure(405, 'MethodNotAllowed', message, {}));
}

/** 406 of a representation nobody can make of this path. */
export function notAcceptable(available: readonly string[]): StatusError {
  const message = `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`;
  return new StatusError(failure(406, 'NotAcceptable', message, {}));
}

/** 406 of a transformation, such as to a `Table` of an unknown version. */
export function notConvertible(message: string): StatusError {
  return new StatusError(failure(406, 'NotAcceptable', message));
}

/** 413. */
export function tooLarge(limitBytes: number): StatusError {
  const message = `Request entity too large: limit is ${limitBytes}`;
  return new StatusError(failure(413, 'RequestEntityTooLarge', message));
}

/** 415 of a body; `accepted` are the media types that would do. */
export function unsupportedBody(accepted: readonly string[]): StatusError {
  const message =
    'the body of the request was in an unknown format - ' +
    `accepted media types include: ${accepted.join(', ')}`;
  return new StatusError(failure(415, 'UnsupportedMediaType', message));
}

/** 415 of a patch. */
export function unsupportedPatch(): StatusError {
  return new StatusError(failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {}));
}

/** 410: what was asked for is no longer known; `token` carries on from where the list broke off. */
export function expired(message: string, token?: string): StatusError {
  const status = failure(410, 'Expired', message);
  return new StatusError(token ? { ...status, metadata: { continue: token } } : status);
}

/** 504 of a version that has not come yet; `retryAfterSeconds` where it may still come. */
export function tooNew(asked: number, current: number, retryAfterSeconds?: number): StatusError {
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  const retry = retryAfterSeconds ? { retryAfterSeconds } : {};
  return new StatusError(failure(504, 'Timeout', message, { causes, ...retry }));
}

/** 500 with an error's bare text, as Kubernetes answers errors that are none of its own. */
export function serverError(message: string): StatusError {
  const { reason: _, ...status } = failure(500, '', message);
  return new StatusError(status);
}

/** What went wrong as a `Status`: an error that is not the API's own becomes 500 `InternalError`. */
export function statusOf(error: unknown): Status {
  if (error instanceof StatusError) return error.status;
  const text = error instanceof Error ? error.message : String(error);
  return failure(500, 'InternalError', `Internal error occurred: ${text}`, { causes: [{ message: text }] });
}
