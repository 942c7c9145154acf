import { failure, type Status, StatusError } from '../meta/status';

/** Longest piece of a foreign error body that is repeated in a message. */
const quotedLength = 500;

const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/**
 * The error of a refused response. Its `Status` is the body where that is one; else it is made from the HTTP code with the
 * reasons of client-go's `NewGenericServerResponse`, and repeats the beginning of whatever text the body has.
 */
export async function errorOf(method: string, response: Response): Promise<StatusError> {
  const text = await response.text().catch(() => '');
  const status = parseStatus(text);
  if (status) return new StatusError({ ...status, code: status.code || response.status });
  const reason =
    response.status === 409 && method === 'POST' ? 'AlreadyExists' : (reasons[response.status] ?? 'Unknown');
  const said = describe(response, text);
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const details = Number.isFinite(retryAfterSeconds) ? { retryAfterSeconds } : undefined;
  return new StatusError(failure(response.status, reason, said, details));
}

/** The error of a response that succeeded but does not hold JSON, as when a sign-in page answers in the server's place. */
export function unreadable(response: Response, text: string): StatusError {
  const message = `the server answered with something that is not JSON: ${describe(response, text)}`;
  return new StatusError(failure(response.status, 'Unknown', message));
}

function describe(response: Response, text: string): string {
  const head = `HTTP ${response.status}${response.statusText ? ` ${response.statusText}` : ''}`;
  const isText = !(response.headers.get('content-type') ?? '').includes('html');
  const body = isText ? text.trim().slice(0, quotedLength) : '';
  return body ? `${head}: ${body}` : head;
}

function parseStatus(text: string): Status | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isStatus =
      typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status';
    return isStatus ? (value as unknown as Status) : undefined;
  } catch {
    return undefined;
  }
}
