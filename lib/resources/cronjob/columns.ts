import { ageColumn, nameColumn, since, templateColumns, textColumn } from '../columns';
import type { Column } from '../kind';
import type { CronJob } from './types';

/** The columns of `kubectl get cronjobs`. */
export const cronJobColumns: readonly Column<CronJob>[] = [
  nameColumn,
  textColumn('Schedule', 'When it fires, in cron form.', ({ spec }) => spec.schedule),
  textColumn('Timezone', 'Time zone of the schedule.', ({ spec }) => spec.timeZone ?? '<none>'),
  textColumn('Suspend', 'Whether it is held back.', ({ spec }) => suspendText(spec.suspend), {
    type: 'boolean',
  }),
  textColumn('Active', 'Jobs of it that are running.', ({ status }) => status?.active?.length ?? 0, {
    type: 'integer',
  }),
  textColumn('Last Schedule', 'Time since it fired last.', ({ status }, nowMs) =>
    status?.lastScheduleTime ? since(status.lastScheduleTime, nowMs) : '<none>',
  ),
  ageColumn,
  ...templateColumns<CronJob>(
    ({ spec }) => spec.jobTemplate.spec?.template?.spec?.containers,
    ({ spec }) => spec.jobTemplate.spec?.selector,
  ),
];

function suspendText(suspend: boolean | undefined): string {
  return suspend === undefined ? '<unset>' : suspend ? 'True' : 'False';
}
