import { type FieldPath, invalid } from '../../meta/field';
import type { Errors } from '../metadata';

/** `ValidateLocalNonReservedPath`: relative, and without `..`. */
export function* validateLocalPath(text: string, path: FieldPath): Errors {
  yield* validateDescendingPath(text, path);
  if (text.startsWith('..') && !text.startsWith('../')) {
    yield invalid(path, text, "must not start with '..'");
  }
}

/** `validateLocalDescendingPath`. */
export function* validateDescendingPath(text: string, path: FieldPath): Errors {
  if (text.startsWith('/')) yield invalid(path, text, 'must be a relative path');
  yield* validateNoBacksteps(text, path);
}

/** `validatePathNoBacksteps`. */
export function* validateNoBacksteps(text: string, path: FieldPath): Errors {
  if (text.split('/').includes('..')) yield invalid(path, text, "must not contain '..'");
}
