'use client';
import { useMemo } from 'react';
import { markOfPhase } from '@/components/jobs/job-state';
import { useLink } from '@/components/live/place';
import { useLanguage, useMessages } from '@/components/messages/messages';
import { NameText } from '@/components/ui/name-text';
import { createRowMenus, menuColumn } from '@/components/ui/row-menu';
import { StateMark } from '@/components/ui/state-mark';
import { TimeText } from '@/components/ui/time-text';
import type { TableColumn } from '@/components/ui/virtual-table';
import { describe } from '@/lib/cron/words';
import type { CronJob } from '@/lib/resources/cronjob/types';
import { fromTime } from '@/lib/time/clock';
import { byNextRun, type CronJobRow } from '@/lib/view/cronjoblist';
import { jobState } from '@/lib/view/jobstate';
import { readSchedule } from '@/lib/view/schedulepreview';
import styles from './cronjobs-view.module.css';
import { NextRunText } from './next-run';

/** What the menus of the list need. */
export const CronJobMenus = createRowMenus<CronJobRow>();

const timeOf = (text: string | undefined) => fromTime(text) ?? 0;

/** The columns of the list of CronJobs; the namespace only where there are several. */
export function useCronJobColumns(withNamespace: boolean): readonly TableColumn<CronJobRow>[] {
  const { cronjobs } = useMessages();
  return useMemo(() => {
    const texts = cronjobs.list;
    const columns: (TableColumn<CronJobRow> | false)[] = [
      {
        id: 'name',
        title: texts.name,
        width: 'minmax(140px, 1.4fr)',
        compare: (a, b) => nameOf(a).localeCompare(nameOf(b)),
        cell: ({ cronJob }) => <CronJobLink cronJob={cronJob} />,
      },
      withNamespace && {
        id: 'namespace',
        title: texts.namespace,
        width: 'minmax(72px, 0.7fr)',
        hideBelow: 1000,
        narrow: 'hidden',
        cell: ({ cronJob }) => <span className={styles.muted}>{cronJob.metadata.namespace}</span>,
      },
      {
        id: 'schedule',
        title: texts.schedule,
        width: 'minmax(150px, 2.8fr)',
        compare: (a, b) => a.cronJob.spec.schedule.localeCompare(b.cronJob.spec.schedule),
        cell: ({ cronJob }) => <ScheduleCell cronJob={cronJob} />,
      },
      {
        id: 'next',
        title: texts.nextRun,
        width: 'minmax(150px, 1.2fr)',
        compare: byNextRun,
        cell: ({ nextRun }) => <NextRunText run={nextRun} />,
      },
      {
        id: 'state',
        title: texts.state,
        width: '112px',
        narrow: 'first',
        compare: (a, b) => Number(isSuspended(a)) - Number(isSuspended(b)),
        cell: (row) => <StateCell row={row} />,
      },
      {
        id: 'last',
        title: texts.lastRun,
        width: 'minmax(110px, 0.9fr)',
        hideBelow: 760,
        compare: (a, b) => lastRunMs(a) - lastRunMs(b),
        cell: (row) => <LastRunCell row={row} />,
      },
      {
        id: 'success',
        title: texts.lastSuccess,
        width: '104px',
        align: 'end',
        hideBelow: 900,
        narrow: 'hidden',
        compare: (a, b) => lastSuccessMs(a) - lastSuccessMs(b),
        cell: ({ cronJob }) => <TimeText time={cronJob.status?.lastSuccessfulTime} />,
      },
      menuColumn(CronJobMenus, (row) => texts.actionsOf(nameOf(row))),
    ];
    return columns.filter((column) => column !== false);
  }, [cronjobs, withNamespace]);
}

function nameOf({ cronJob }: CronJobRow): string {
  return cronJob.metadata.name ?? '';
}

function isSuspended({ cronJob }: CronJobRow): boolean {
  return cronJob.spec.suspend === true;
}

function lastSuccessMs({ cronJob }: CronJobRow): number {
  return timeOf(cronJob.status?.lastSuccessfulTime);
}

function lastRunMs({ cronJob, lastJob }: CronJobRow): number {
  return Math.max(
    timeOf(cronJob.status?.lastScheduleTime),
    fromTime(lastJob?.metadata.creationTimestamp) ?? 0,
  );
}

function CronJobLink({ cronJob }: { cronJob: CronJob }) {
  const link = useLink();
  const { namespace, name = '' } = cronJob.metadata;
  return <NameText name={name} href={link(`/cronjobs/${namespace}/${name}`)} />;
}

function ScheduleCell({ cronJob: { spec } }: { cronJob: CronJob }) {
  const language = useLanguage();
  const words = useMemo(() => {
    const schedule = readSchedule(spec.schedule);
    return schedule instanceof Error ? schedule.message : describe(schedule, language);
  }, [spec.schedule, language]);
  return (
    <span className={styles.schedule} title={[words, spec.timeZone].filter(Boolean).join('\n')}>
      <code>{spec.schedule}</code>
      <span className={styles.words}>
        {words}
        {spec.timeZone && <span className={styles.zone}> · {spec.timeZone}</span>}
      </span>
    </span>
  );
}

/** Suspended, going, or waiting for its time. */
function StateCell({ row: { cronJob } }: { row: CronJobRow }) {
  const { cronjobs } = useMessages();
  const active = cronJob.status?.active?.length ?? 0;
  return (
    <span className={styles.mark}>
      {cronJob.spec.suspend ? (
        <StateMark state="suspended" />
      ) : active > 0 ? (
        <StateMark state="running" word={cronjobs.list.activeCount(active)} />
      ) : (
        <StateMark state="pending" word={cronjobs.list.scheduled} />
      )}
    </span>
  );
}

function LastRunCell({ row }: { row: CronJobRow }) {
  const { jobs, cronjobs } = useMessages();
  const { lastJob } = row;
  const atMs = lastRunMs(row);
  if (atMs === 0) return <span className={styles.muted}>{cronjobs.list.noRunYet}</span>;
  const phase = lastJob && jobState(lastJob).phase;
  return (
    <span className={styles.last} title={lastJob && cronjobs.list.lastJobOf(lastJob.metadata.name ?? '')}>
      {phase && <StateMark iconOnly state={markOfPhase[phase]} word={jobs.phase[phase]} />}
      <TimeText time={atMs} />
    </span>
  );
}
