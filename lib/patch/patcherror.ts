import { failure, StatusError } from '../meta/status';

/** The patch itself makes no sense: 400 with the reason told. */
export function malformedPatch(message: string): StatusError {
  return new StatusError(failure(400, 'BadRequest', message));
}

/**
 * The patch cannot be applied to this object: 422. The API server keeps its reason to itself here and answers with the general
 * text for the code (`NewGenericServerResponse`).
 */
export function unprocessablePatch(): StatusError {
  const message = 'the server rejected our request due to an error in our request';
  return new StatusError(failure(422, 'Invalid', message, {}));
}

/** An error that the API server passes on as it is: 500 without a reason. */
export function failedPatch(message: string): StatusError {
  const { reason: _, ...status } = failure(500, '', message);
  return new StatusError(status);
}

/** More than a patch may hold: 413. */
export function oversizedPatch(message: string): StatusError {
  return new StatusError(failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`));
}
