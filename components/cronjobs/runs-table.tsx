'use client';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { markOfPhase } from '@/components/jobs/job-state';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { EmptyState } from '@/components/ui/empty-state';
import { NameText } from '@/components/ui/name-text';
import { StateMark } from '@/components/ui/state-mark';
import { DurationText, TimeText } from '@/components/ui/time-text';
import { type TableColumn, VirtualTable } from '@/components/ui/virtual-table';
import type { Job } from '@/lib/resources/job/types';
import { isManual } from '@/lib/view/cronjobtrigger';
import { type JobRow, jobRow } from '@/lib/view/joblist';
import styles from './cronjob-view.module.css';

const keyOf = (row: JobRow) => row.key;
const nameOf = (row: JobRow) => row.name;

/** The Jobs of a CronJob that are still there, newest first. */
export function RunsTable({ jobs, loading }: { jobs: readonly Job[]; loading: boolean }) {
  const { cronjobs } = useMessages();
  const link = useLink();
  const router = useRouter();
  const rows = useMemo(() => jobs.map(jobRow), [jobs]);
  const columns = useRunColumns();
  return (
    <VirtualTable
      label={cronjobs.runs.label}
      rows={rows}
      keyOf={keyOf}
      nameOf={nameOf}
      columns={columns}
      loading={loading}
      onOpen={({ namespace, name }) => router.push(link(`/jobs/${namespace}/${name}`))}
      empty={
        <EmptyState icon="jobs" title={cronjobs.runs.empty}>
          {cronjobs.runs.emptyText}
        </EmptyState>
      }
    />
  );
}

function useRunColumns(): readonly TableColumn<JobRow>[] {
  const { cronjobs, jobs } = useMessages();
  const link = useLink();
  return useMemo(() => {
    const texts = cronjobs.runs;
    return [
      {
        id: 'name',
        title: texts.name,
        width: 'minmax(160px, 2fr)',
        cell: ({ namespace, name }) => <NameText name={name} href={link(`/jobs/${namespace}/${name}`)} />,
      },
      {
        id: 'status',
        title: texts.status,
        width: 'minmax(110px, 1.2fr)',
        narrow: 'first',
        cell: ({ state: { phase, reason } }) => (
          <span className={styles.mark} title={jobs.reason(reason)}>
            <StateMark state={markOfPhase[phase]} word={jobs.phase[phase]} />
          </span>
        ),
      },
      {
        id: 'by',
        title: texts.by,
        width: '96px',
        hideBelow: 560,
        cell: ({ job }) => (
          <span className={styles.muted}>{isManual(job) ? texts.manual : texts.schedule}</span>
        ),
      },
      {
        id: 'duration',
        title: texts.duration,
        width: '84px',
        align: 'end',
        cell: ({ span }) => <DurationText from={span?.startMs} to={span?.endMs} />,
      },
      {
        id: 'age',
        title: texts.age,
        width: '84px',
        align: 'end',
        cell: ({ createdMs }) => <TimeText time={createdMs} form="bare" />,
      },
    ];
  }, [cronjobs, jobs, link]);
}
