import { goQuote } from './goquote';

/**
 * A path to a field, written as Kubernetes writes it: `spec.template.spec.containers[0].name`,
 * `metadata.labels[a]`. Paths are made for every field that is checked and read for the few that are wrong, so
 * the text waits until then.
 */
export class FieldPath {
  private constructor(
    private readonly parent: FieldPath | undefined,
    private readonly segment: string,
  ) {}

  /** The path of a top-level field. */
  static of(...names: string[]): FieldPath {
    return new FieldPath(undefined, names.join('.'));
  }

  /** The path of a field below this one. */
  child(name: string, ...further: string[]): FieldPath {
    const segment = further.length === 0 ? name : `${name}.${further.join('.')}`;
    const isEmpty = this.parent === undefined && this.segment === '';
    return new FieldPath(this, isEmpty ? segment : `.${segment}`);
  }

  /** The path of a list item below this one. */
  index(position: number): FieldPath {
    return new FieldPath(this, `[${position}]`);
  }

  /** The path of a map entry below this one. */
  key(key: string): FieldPath {
    return new FieldPath(this, `[${key}]`);
  }

  toString(): string {
    return this.parent ? this.parent.toString() + this.segment : this.segment;
  }
}

/** The kinds of `field.Error` in Kubernetes, as they stand in `causes[].reason`. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError'
  | 'FieldValueTypeInvalid';

/**
 * One thing wrong with an object: where, of which kind, and in Kubernetes' words (the message without the
 * path).
 */
export interface FieldError {
  type: FieldErrorType;
  field: string;
  /** The whole text without the path, such as `Invalid value: -1: must be greater than or equal to 0`. */
  message: string;
}

/** `field.Required`. */
export function required(path: FieldPath, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field: path.toString(), message: join('Required value', detail) };
}

/** `field.Invalid`: the value is quoted as Go's `field.Error` quotes it. */
export function invalid(path: FieldPath, value: unknown, detail: string): FieldError {
  return {
    type: 'FieldValueInvalid',
    field: path.toString(),
    message: join(`Invalid value: ${quote(value)}`, detail),
  };
}

/** `field.Invalid` without a value (`OmitValueType`): what is wrong is the state, not one value. */
export function invalidState(path: FieldPath, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field: path.toString(), message: join('Invalid value', detail) };
}

/**
 * `field.NotSupported`: the supported values are listed in the order given (Kubernetes sorts sets before).
 */
export function notSupported(path: FieldPath, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map((text) => JSON.stringify(text)).join(', ');
  return {
    type: 'FieldValueNotSupported',
    field: path.toString(),
    message: join(`Unsupported value: ${quote(value)}`, list ? `supported values: ${list}` : ''),
  };
}

/** `field.Forbidden`. */
export function forbidden(path: FieldPath, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field: path.toString(), message: join('Forbidden', detail) };
}

/** `field.Duplicate`. */
export function duplicate(path: FieldPath, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field: path.toString(), message: `Duplicate value: ${quote(value)}` };
}

/** `field.NotFound`. */
export function notFound(path: FieldPath, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field: path.toString(), message: `Not found: ${quote(value)}` };
}

/** `field.TooLong`: Kubernetes does not quote the value, it being too long. */
export function tooLong(path: FieldPath, maxBytes: number): FieldError {
  const detail = maxBytes >= 0 ? `may not be more than ${maxBytes} bytes` : 'value is too long';
  return { type: 'FieldValueTooLong', field: path.toString(), message: `Too long: ${detail}` };
}

/** `field.TooMany`. */
export function tooMany(path: FieldPath, actual: number, max: number): FieldError {
  return {
    type: 'FieldValueTooMany',
    field: path.toString(),
    message: `Too many: ${actual}: must have at most ${max} items`,
  };
}

/** The error as one line, path first, as it stands in a `Status` message. */
export function errorText(error: FieldError): string {
  return error.field ? `${error.field}: ${error.message}` : error.message;
}

function join(head: string, detail: string): string {
  return detail ? `${head}: ${detail}` : head;
}

/**
 * Go prints strings quoted, numbers and booleans bare, nil as "null", structures as JSON that is safe
 * within HTML.
 */
function quote(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  const text = JSON.stringify(value === undefined ? null : value);
  if (typeof value !== 'object') return text;
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(/[<>&\u2028\u2029]/g, escaped);
}
