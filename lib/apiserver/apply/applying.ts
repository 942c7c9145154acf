import type { KubeObject } from '../../meta/object';
import { pathText } from '../../patch/apply/element';
import { type Managers, writeManagers } from '../../patch/apply/managers';
import {
  applyConfiguration,
  ConfigurationError,
  type Conflict,
  ConflictsError,
  trackUpdate,
} from '../../patch/apply/ownership';
import { isObject } from '../../patch/json';
import { parseBody } from '../bodies/bodytext';
import { shapeObject } from '../bodies/decode';
import { parseYaml } from '../bodies/yamltext';
import { applyConflict, badRequest, serverError } from '../errors';
import type { Kinds, Served } from '../kinds';
import type { WriteQuery } from '../options';
import { type FieldWrite, managersOf, shown, withManagedFields, writerOf } from './fieldmanager';
import { allowedByLastApplied, withLastApplied } from './lastapplied';

/** A configuration to be applied, as it came: nothing is known of it but that it is an object. */
export type Configuration = Readonly<Record<string, unknown>>;

export interface Application extends FieldWrite {
  served: Served;
  kinds: Kinds;
  isForced: boolean;
}

/**
 * Reads the body of an apply, which is YAML or JSON. `fault` is what go-yaml says of members given more than once. 400 for what
 * cannot be read or is no object.
 */
export function readConfiguration(bytes: Uint8Array): { configuration: Configuration; fault?: string } {
  try {
    const { value, duplicates, yamlFault, text } = parseBody({ form: 'yaml', bytes });
    const fault = duplicates.length > 0 ? parseYaml(text).yamlFault : yamlFault;
    if (isObject(value)) return { configuration: value, fault };
  } catch (error) {
    throw badRequest(`error encoding patch: error converting YAML to JSON: ${(error as Error).message}`);
  }
  throw badRequest('error decoding patch: error unmarshaling JSON: json: cannot unmarshal into a map');
}

/** Refuses or tells of members given more than once, as field validation says. */
export function reportFault(
  fault: string | undefined,
  fieldValidation: WriteQuery['fieldValidation'],
  warn: (text: string) => void,
): void {
  if (!fault || fieldValidation === 'Ignore') return;
  const text = `error converting YAML to JSON: ${fault}`;
  if (fieldValidation === 'Strict') throw badRequest(`error strict decoding patch: ${text}`);
  warn(text);
}

/** The manager whose client-side applied objects become server-side applied ones without a conflict. */
const kubectl = 'kubectl';
/** Whoever set what an object had before managed fields were kept of it. */
const beforeFirstApply = 'before-first-apply';

/**
 * The object an applied configuration makes of the present one, or of none, in its stored form and with its managed fields.
 * 400 for a configuration of another kind, 409 when it would change what others own, and 500, as in Kubernetes, when it is no
 * object of its kind.
 */
export function applyTo(
  application: Application,
  live: KubeObject | undefined,
  configuration: Configuration,
): KubeObject {
  const { served, manager } = application;
  checkKind(application, configuration);
  if ((configuration.metadata as KubeObject['metadata'] | undefined)?.managedFields) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const { object, managers } = merge(application, live, configuration);
  const next = !object && live ? live : shape(application, object ?? shown(served, undefined), configuration);
  const managed = withManagedFields(next, writeManagers(managers));
  return manager === kubectl ? withLastApplied(managed, configuration) : managed;
}

function merge(application: Application, live: KubeObject | undefined, configuration: Configuration) {
  const { served, manager, isForced } = application;
  const before = shown(served, live);
  const managers = knownManagers(application, live);
  const writer = writerOf(application, 'Apply');
  const attempt = (force: boolean) => applyConfiguration(before, configuration, managers, writer, force);
  try {
    return attempt(isForced);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      throw serverError(
        `failed to create typed patch object (${nameOf(application, configuration)}): ${error.message}`,
      );
    }
    if (!(error instanceof ConflictsError)) throw error;
    const left =
      manager === kubectl ? allowedByLastApplied(writer, live, before, error.conflicts) : error.conflicts;
    if (left.length > 0) throw conflictsError(left);
    return attempt(true);
  }
}

/** The managers of the present object; what nobody manages yet is put down to whoever came before. */
function knownManagers(application: Application, live: KubeObject | undefined): Managers {
  const managers = managersOf(live);
  if (managers.size > 0 || !live) return managers;
  const writer = writerOf({ ...application, manager: beforeFirstApply });
  return trackUpdate(shown(application.served, undefined), shown(application.served, live), managers, writer);
}

function shape(application: Application, object: object, configuration: Configuration): KubeObject {
  const { kinds, served } = application;
  try {
    return shapeObject(kinds, served, object, { converted: true }).object;
  } catch (error) {
    const { apiVersion, resource } = served;
    throw serverError(
      `failed to convert new object (${nameOf(application, configuration)}) to proper version (${apiVersion}): ` +
        `unable to convert unstructured object to ${kindText(apiVersion, resource.kind)}: ${(error as Error).message}`,
    );
  }
}

function checkKind({ served }: Application, { apiVersion, kind }: Configuration): void {
  if (apiVersion === served.apiVersion && kind === served.resource.kind) return;
  throw badRequest(`invalid object type: ${kindText(textOf(apiVersion), textOf(kind))}`);
}

/** A kind as Go prints it: `batch/v1, Kind=Job`. */
function kindText(apiVersion: string, kind: string): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

function nameOf({ served }: Application, { metadata }: Configuration): string {
  const { namespace, name } = (metadata ?? {}) as Record<string, unknown>;
  return `${textOf(namespace)}/${textOf(name)}; ${kindText(served.apiVersion, served.resource.kind)}`;
}

/** 409 with a cause for each field in conflict. The words of `NewConflictError` of apimachinery. */
function conflictsError(conflicts: readonly Conflict[]): Error {
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(manager)}`,
    field: pathText(path),
  }));
  if (conflicts.length === 1) {
    const [{ message, field }] = causes as [(typeof causes)[0]];
    return applyConflict(`Apply failed with 1 conflict: ${message}: ${field}`, causes);
  }
  const byManager = new Map<string, string[]>();
  for (const { manager, path } of conflicts) {
    const text = managerText(manager);
    byManager.set(text, [...(byManager.get(text) ?? []), `- ${pathText(path)}`]);
  }
  const lines = [...byManager].flatMap(([text, paths]) => [`conflicts with ${text}:`, ...paths]);
  return applyConflict(`Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`, causes);
}

function managerText({ name, operation, apiVersion, subresource }: Conflict['manager']): string {
  const named =
    JSON.stringify(name) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${named} using ${apiVersion}` : named;
}

/** A text as Kubernetes takes it from what has no types yet: nothing where something else stands. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
