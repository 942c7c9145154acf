import { parseSchedule, ScheduleError } from '../../cron/schedule';
import { zoneError } from '../../cron/zones';
import { type FieldError, FieldPath, invalid, notSupported, printedAsJson, required } from '../../meta/field';
import { byteLength } from '../../meta/names';
import { validateTemplatedSpec } from '../job/validation';
import {
  type Errors,
  metadataPath,
  subdomainName,
  validateMetadata,
  validateMetadataUpdate,
  validateNonNegative,
} from '../metadata';
import { quoteSelector } from '../schema/quote';
import type { CronJob, CronJobSpec } from './types';

/** A Job's name is the CronJob's with eleven characters of time behind it, and has to stay a label of 63. */
const maxNameBytes = 52;

const policies = ['Allow', 'Forbid', 'Replace'];

/** `ValidateCronJobCreate`. */
export function validateCronJob(cronJob: CronJob): FieldError[] {
  return [...creationErrors(cronJob)];
}

function* creationErrors({ metadata, spec }: CronJob): Errors {
  yield* validateMetadata(metadata, true, subdomainName);
  yield* validateSpec(spec, undefined);
  const { name = '' } = metadata;
  if (byteLength(name) > maxNameBytes) {
    yield invalid(metadataPath.child('name'), name, `must be no more than ${maxNameBytes} characters`);
  }
}

/** `ValidateCronJobUpdate`: every field of a CronJob may change. */
export function validateCronJobUpdate(next: CronJob, previous: CronJob): FieldError[] {
  return [
    ...validateMetadataUpdate(next.metadata, previous.metadata),
    ...validateSpec(next.spec, previous.spec),
  ];
}

function* validateSpec(spec: CronJobSpec, previous: CronJobSpec | undefined): Errors {
  const path = FieldPath.of('spec');
  if (!spec.schedule) yield required(path.child('schedule'));
  else yield* validateSchedule(spec, previous?.schedule.includes('TZ') ?? false, path.child('schedule'));
  yield* validateNonNegative(spec.startingDeadlineSeconds, path.child('startingDeadlineSeconds'));
  if (!previous || (previous.timeZone ?? null) !== (spec.timeZone ?? null)) {
    yield* validateZone(spec.timeZone ?? undefined, path.child('timeZone'));
  }
  const policy = spec.concurrencyPolicy;
  if (!policy) yield required(path.child('concurrencyPolicy'));
  else if (!policies.includes(policy)) yield notSupported(path.child('concurrencyPolicy'), policy, policies);
  yield* validateJobTemplate(spec, path.child('jobTemplate', 'spec'));
  yield* validateNonNegative(spec.successfulJobsHistoryLimit, path.child('successfulJobsHistoryLimit'));
  yield* validateNonNegative(spec.failedJobsHistoryLimit, path.child('failedJobsHistoryLimit'));
}

function* validateSchedule({ schedule, timeZone }: CronJobSpec, allowZone: boolean, path: FieldPath): Errors {
  const wrong = scheduleError(schedule);
  if (wrong) yield invalid(path, schedule, wrong);
  if (!schedule.includes('TZ')) return;
  // A zone in the schedule was never official; what has one already may keep it.
  if (!allowZone) {
    yield invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  } else if (typeof timeZone === 'string') {
    yield invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule');
  }
}

function scheduleError(schedule: string): string | undefined {
  try {
    parseSchedule(schedule);
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleError) return error.message;
    throw error;
  }
}

function* validateZone(zone: string | undefined, path: FieldPath): Errors {
  if (zone === undefined) return;
  const quoted = printedAsJson(zone);
  if (zone === '') {
    yield invalid(path, quoted, 'timeZone must be nil or non-empty string');
    return;
  }
  const parts = zone.split('/');
  const inForm = (part: string) =>
    part !== '.' && part !== '..' && !part.startsWith('-') && /^[A-Za-z.\-_0-9+]{1,14}$/.test(part);
  if (!parts.every(inForm)) {
    yield invalid(path, quoted, `unknown time zone ${zone}`);
    return;
  }
  if (zone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    yield invalid(path, quoted, detail);
  }
  const unknown = zoneError(zone);
  if (unknown) yield invalid(path, quoted, unknown);
}

function* validateJobTemplate({ jobTemplate: { spec } }: CronJobSpec, path: FieldPath): Errors {
  yield* validateTemplatedSpec(spec, path);
  if (spec.selector) {
    yield invalid(path.child('selector'), quoteSelector(spec.selector), '`selector` will be auto-generated');
  }
  if (spec.manualSelector) yield notSupported(path.child('manualSelector'), true, ['nil', 'false']);
}
