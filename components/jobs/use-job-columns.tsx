'use client';
import { useMemo } from 'react';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { NameText } from '@/components/ui/name-text';
import { ProgressBar } from '@/components/ui/progress-bar';
import { createRowMenus, menuColumn } from '@/components/ui/row-menu';
import { StateLine, StateNote } from '@/components/ui/state-line';
import { StateMark } from '@/components/ui/state-mark';
import { formatCount } from '@/components/ui/time-format';
import { DurationText, TimeText } from '@/components/ui/time-text';
import type { TableColumn } from '@/components/ui/virtual-table';
import { systemClock } from '@/lib/time/system';
import { type JobRow, jobComparer } from '@/lib/view/joblist';
import { markOfPhase, ReasonText } from './job-state';
import styles from './jobs-view.module.css';

/** What the menus of the list need. */
export const JobMenus = createRowMenus<JobRow>();

const clock = systemClock();

/** The columns of the list of Jobs; the namespace only where there are several. */
export function useJobColumns(withNamespace: boolean): readonly TableColumn<JobRow>[] {
  const { jobs } = useMessages();
  const link = useLink();
  return useMemo(() => {
    const texts = jobs.list;
    const compare = (sort: Parameters<typeof jobComparer>[0]) => jobComparer(sort, () => clock.now());
    const columns: (TableColumn<JobRow> | false)[] = [
      {
        id: 'name',
        title: texts.name,
        width: 'minmax(150px, 1.4fr)',
        compare: compare('name'),
        cell: ({ namespace, name }) => <NameText name={name} href={link(`/jobs/${namespace}/${name}`)} />,
      },
      withNamespace && {
        id: 'namespace',
        title: texts.namespace,
        width: 'minmax(72px, 0.7fr)',
        hideBelow: 900,
        narrow: 'hidden',
        cell: ({ namespace }) => <span className={styles.muted}>{namespace}</span>,
      },
      {
        id: 'state',
        title: texts.status,
        width: 'minmax(150px, 2.8fr)',
        narrow: 'first',
        compare: compare('state'),
        cell: (row) => <StatusCell row={row} />,
      },
      {
        id: 'progress',
        title: texts.progress,
        width: 'minmax(170px, 210px)',
        compare: compare('progress'),
        cell: (row) => <ProgressCell row={row} />,
      },
      {
        id: 'duration',
        title: texts.duration,
        width: '88px',
        align: 'end',
        compare: compare('duration'),
        cell: ({ span }) => <DurationText from={span?.startMs} to={span?.endMs} />,
      },
      {
        id: 'owner',
        title: texts.owner,
        width: 'minmax(90px, 1fr)',
        hideBelow: 1000,
        narrow: 'hidden',
        compare: compare('owner'),
        cell: (row) => <OwnerCell row={row} />,
      },
      {
        id: 'age',
        title: texts.age,
        width: '84px',
        align: 'end',
        compare: compare('age'),
        cell: ({ createdMs }) => <TimeText time={createdMs} form="bare" />,
      },
      menuColumn(JobMenus, ({ name }) => texts.actionsOf(name)),
    ];
    return columns.filter((column) => column !== false);
  }, [jobs, link, withNamespace]);
}

function StatusCell({ row: { state } }: { row: JobRow }) {
  const { jobs } = useMessages();
  const { phase, reason } = state;
  // Beside the counts of the next column, “2 pods active” would say nothing new.
  const isPlain = reason.kind === 'running' || jobs.reason(reason) === '';
  return (
    <StateLine>
      <StateMark state={markOfPhase[phase]} word={jobs.phase[phase]} />
      {!isPlain && (
        <StateNote wide title={jobs.reason(reason)}>
          <ReasonText reason={reason} />
        </StateNote>
      )}
      {state.deleting && <StateNote wide>{jobs.deleting}</StateNote>}
    </StateLine>
  );
}

function ProgressCell({ row: { bar, counts, completions } }: { row: JobRow }) {
  const { jobs } = useMessages();
  const failed = counts.failedIndexes || counts.failed;
  return (
    <span className={styles.progress}>
      <span className={styles.bar}>
        <ProgressBar {...bar} text={jobs.progress(counts)} />
      </span>
      <span>{completions}</span>
      {failed > 0 && <span className={styles.failed}>{jobs.list.failedCount(formatCount(failed))}</span>}
    </span>
  );
}

function OwnerCell({ row: { owner, namespace } }: { row: JobRow }) {
  const link = useLink();
  if (!owner) return <span className={styles.muted}>–</span>;
  if (owner.kind !== 'CronJob') return <span className={styles.muted}>{`${owner.kind} ${owner.name}`}</span>;
  return <NameText name={owner.name} href={link(`/cronjobs/${namespace}/${owner.name}`)} />;
}
