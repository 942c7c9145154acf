import {
  type FieldError,
  FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../meta/field';
import type { Requirement } from '../meta/selector';
import { parseLabelSelector } from '../meta/selectortext';
import { integerProblem } from './bodies/gointeger';
import { badRequest, invalidOptions } from './errors';
import { type FieldSelector, nameSelector, parseFieldSelector } from './fieldselector';
import type { Served } from './kinds';

/** `ListOptions` of a list or a watch, checked. */
export interface ListQuery {
  labels: readonly Requirement[];
  fields: FieldSelector;
  limit: number;
  continueToken: string;
  /** As given: `''` for none. */
  resourceVersion: string;
  match: '' | 'Exact' | 'NotOlderThan';
  watch: boolean;
  allowWatchBookmarks: boolean;
  sendInitialEvents: boolean | undefined;
  timeoutSeconds: number | undefined;
}

/** `CreateOptions`, `UpdateOptions` or `PatchOptions`, checked. */
export interface WriteQuery {
  dryRun: boolean;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** `''` when the request names none. */
  fieldManager: string;
  force: boolean;
}

/** `DeleteOptions`, checked. */
export interface Deletion {
  propagationPolicy?: string;
  orphanDependents?: boolean;
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun: boolean;
}

/**
 * Reads the options of a list or a watch; 400 for what cannot be read, 422 for what must not be said
 * together.
 */
export function readListQuery(query: URLSearchParams, served: Served, name?: string): ListQuery {
  const options: ListQuery = {
    labels: [],
    fields: { terms: [], name: undefined },
    limit: integer(query, 'limit') ?? 0,
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    match: (query.get('resourceVersionMatch') ?? '') as ListQuery['match'],
    watch: flag(query, 'watch') ?? false,
    allowWatchBookmarks: flag(query, 'allowWatchBookmarks') ?? false,
    sendInitialEvents: flag(query, 'sendInitialEvents'),
    timeoutSeconds: integer(query, 'timeoutSeconds'),
  };
  readSelectors(options, query, served, name);
  defaultInitialEvents(options);
  const errors = options.watch ? watchErrors(options) : listErrors(options);
  if (errors.length > 0) throw invalidOptions('ListOptions', errors);
  return options;
}

/** A watch from no version, or from any, begins with what is there (`SetListOptionsDefaults`). */
function defaultInitialEvents(options: ListQuery): void {
  const { watch, resourceVersion, match, sendInitialEvents } = options;
  if (!watch || sendInitialEvents !== undefined || match) return;
  if (resourceVersion !== '' && resourceVersion !== '0') return;
  options.sendInitialEvents = true;
  options.match = 'NotOlderThan';
}

function readSelectors(options: ListQuery, query: URLSearchParams, served: Served, name?: string): void {
  try {
    options.labels = parseLabelSelector(query.get('labelSelector') ?? '');
  } catch (error) {
    throw badRequest((error as Error).message);
  }
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '', served);
  if (name !== undefined && fields.terms.length > 0 && fields.name !== name) {
    throw badRequest("fieldSelector metadata.name doesn't match requested name");
  }
  options.fields = name === undefined ? fields : nameSelector(name);
}

const matchPath = FieldPath.of('resourceVersionMatch');

function listErrors(options: ListQuery): FieldError[] {
  const { match, resourceVersion, continueToken } = options;
  const errors: FieldError[] = [];
  if (match) {
    if (!resourceVersion) {
      errors.push(
        forbidden(matchPath, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
      );
    }
    if (continueToken) {
      errors.push(forbidden(matchPath, 'resourceVersionMatch is forbidden when continue is provided'));
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupported(matchPath, match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(forbidden(matchPath, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (options.sendInitialEvents !== undefined) {
    errors.push(forbidden(FieldPath.of('sendInitialEvents'), 'sendInitialEvents is forbidden for list'));
  }
  return errors;
}

function watchErrors({ match, sendInitialEvents, continueToken }: ListQuery): FieldError[] {
  const errors: FieldError[] = [];
  const notOlderThan = match === 'NotOlderThan';
  if (sendInitialEvents !== undefined && !notOlderThan) {
    errors.push(
      forbidden(matchPath, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    );
  }
  if (match) {
    if (sendInitialEvents === undefined) {
      const why = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
      errors.push(forbidden(matchPath, why));
    }
    if (!notOlderThan) errors.push(notSupported(matchPath, match, ['NotOlderThan']));
    if (continueToken) {
      errors.push(forbidden(matchPath, 'resourceVersionMatch is forbidden when continue is provided'));
    }
  }
  return errors;
}

/** Reads the options of a write; an applied configuration is a patch that needs a manager and may be forced. */
export function readWriteQuery(
  query: URLSearchParams,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  isApply = false,
): WriteQuery {
  const errors: FieldError[] = [];
  const fieldManager = query.get('fieldManager') ?? '';
  const force = flag(query, 'force');
  if (kind === 'PatchOptions') {
    if (isApply && !fieldManager) {
      errors.push(required(FieldPath.of('fieldManager'), 'is required for apply patch'));
    }
    if (!isApply && force !== undefined) {
      errors.push(forbidden(FieldPath.of('force'), 'may not be specified for non-apply patch'));
    }
  }
  errors.push(...fieldManagerErrors(fieldManager));
  const dryRun = query.getAll('dryRun');
  errors.push(...dryRunErrors(dryRun));
  const fieldValidation = query.get('fieldValidation') ?? '';
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(fieldValidation)) {
    const supported = ['', 'Ignore', 'Strict', 'Warn'];
    errors.push(notSupported(FieldPath.of('fieldValidation'), fieldValidation, supported));
  }
  if (errors.length > 0) throw invalidOptions(kind, errors);
  return {
    dryRun: dryRun.length > 0,
    fieldValidation: (fieldValidation || 'Warn') as WriteQuery['fieldValidation'],
    fieldManager,
    force: force ?? false,
  };
}

function fieldManagerErrors(manager: string): FieldError[] {
  const path = FieldPath.of('fieldManager');
  const errors: FieldError[] = bytesIn(manager) > 128 ? [tooLong(path, 128)] : [];
  let position = 0;
  for (const character of manager) {
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) {
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      errors.push(invalid(path, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += bytesIn(character);
  }
  return errors;
}

function bytesIn(text: string): number {
  return new TextEncoder().encode(text).length;
}

function dryRunErrors(dryRun: readonly string[]): FieldError[] {
  const known = dryRun.every((value) => value === 'All');
  return known ? [] : [notSupported(FieldPath.of('dryRun'), dryRun, ['All'])];
}

/** Reads `DeleteOptions` from the query, as they are given when the request has no body. */
export function readDeletionQuery(query: URLSearchParams): Deletion {
  const uid = query.get('uid') || undefined;
  const resourceVersion = query.get('resourceVersion') || undefined;
  return checkDeletion({
    gracePeriodSeconds: integer(query, 'gracePeriodSeconds'),
    orphanDependents: flag(query, 'orphanDependents'),
    propagationPolicy: query.get('propagationPolicy') ?? undefined,
    dryRun: query.getAll('dryRun'),
    preconditions: uid || resourceVersion ? { uid, resourceVersion } : undefined,
  });
}

/** Checks `DeleteOptions`; 422 for what is wrong with them. */
export function checkDeletion(options: Omit<Deletion, 'dryRun'> & { dryRun?: readonly string[] }): Deletion {
  const { propagationPolicy, orphanDependents, dryRun = [] } = options;
  const path = FieldPath.of('propagationPolicy');
  const errors: FieldError[] = [];
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    const why = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(invalid(path, propagationPolicy, why));
  }
  if (
    propagationPolicy !== undefined &&
    !['Foreground', 'Background', 'Orphan'].includes(propagationPolicy)
  ) {
    errors.push(notSupported(path, propagationPolicy, ['Foreground', 'Background', 'Orphan', 'nil']));
  }
  errors.push(...dryRunErrors(dryRun));
  if (errors.length > 0) throw invalidOptions('DeleteOptions', errors);
  return { ...options, dryRun: dryRun.length > 0 };
}

/** An integer of the query; 400 in Go's words when it is none. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const problem = integerProblem('ParseInt', text);
  if (problem) throw badRequest(problem);
  return Number(text);
}

/**
 * A switch of the query: given without a value it is on; anything but `0` and `false` counts as on, as in
 * Kubernetes.
 */
export function flag(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  return text.toLowerCase() !== 'false' && text !== '0';
}
