'use client';
import { useMemo } from 'react';
import { useMessages } from '@/components/messages/messages';
import { EmptyState } from '@/components/ui/empty-state';
import { NameText } from '@/components/ui/name-text';
import { StateLine, StateNote } from '@/components/ui/state-line';
import { DurationText, TimeText } from '@/components/ui/time-text';
import { type TableColumn, VirtualTable } from '@/components/ui/virtual-table';
import { fromTime } from '@/lib/time/clock';
import { type PodState, podState } from '@/lib/view/podstate';
import { type Attempt, attemptOf } from '@/lib/view/timelineattempt';
import type { PodRecord, RecordedPod } from '@/lib/view/timelinerecord';
import { PodMark } from './pod-marks';
import styles from './pods.module.css';

interface PodTableProps {
  record: PodRecord;
  indexed: boolean;
  loading: boolean;
  onOpen: (pod: string) => void;
}

interface PodRow {
  attempt: Attempt;
  state: PodState;
  startedMs?: number;
}

const keyOf = (row: PodRow) => row.attempt.key;
const nameOf = (row: PodRow) => row.attempt.pod;
const rows = new WeakMap<RecordedPod, PodRow>();

/** The row of a recorded pod; the same record gives the same row. */
function rowOf(recorded: RecordedPod): PodRow {
  let row = rows.get(recorded);
  if (!row) {
    const startedMs = recorded.runs[0]?.startMs ?? fromTime(recorded.pod.status?.startTime);
    row = { attempt: attemptOf(recorded), state: podState(recorded.pod), startedMs };
    rows.set(recorded, row);
  }
  return row;
}

/** The pods of a Job, those that have gone too, the youngest first. */
export function PodTable({ record, indexed, loading, onOpen }: PodTableProps) {
  const { jobs } = useMessages();
  const all = useMemo(
    () =>
      [...record.values()]
        .map(rowOf)
        .sort((a, b) => b.attempt.startMs - a.attempt.startMs || b.attempt.order - a.attempt.order),
    [record],
  );
  const columns = useColumns(indexed);
  return (
    <VirtualTable
      label={jobs.podTable.label}
      rows={all}
      keyOf={keyOf}
      nameOf={nameOf}
      columns={columns}
      loading={loading}
      onOpen={({ attempt }) => onOpen(attempt.pod)}
      empty={
        <EmptyState icon="grid" title={jobs.podTable.empty}>
          {jobs.podTable.emptyText}
        </EmptyState>
      }
    />
  );
}

function useColumns(indexed: boolean): readonly TableColumn<PodRow>[] {
  const { jobs } = useMessages();
  return useMemo(() => {
    const texts = jobs.podTable;
    const columns: (TableColumn<PodRow> | false)[] = [
      {
        id: 'name',
        title: texts.name,
        width: 'minmax(180px, 1.5fr)',
        cell: ({ attempt }) => <NameText name={attempt.pod} plain />,
      },
      indexed && {
        id: 'index',
        title: texts.index,
        width: '64px',
        align: 'end',
        narrow: 'hidden',
        cell: ({ attempt }) => attempt.index ?? '–',
      },
      {
        id: 'status',
        title: texts.status,
        width: 'minmax(150px, 2fr)',
        narrow: 'first',
        cell: (row) => <PodStatus row={row} />,
      },
      {
        id: 'exit',
        title: texts.exit,
        width: '56px',
        align: 'end',
        cell: ({ state }) => <ExitCode code={state.exitCode} />,
      },
      {
        id: 'restarts',
        title: texts.restarts,
        width: '80px',
        align: 'end',
        narrow: 'hidden',
        hideBelow: 800,
        cell: ({ state }) => (state.restarts > 0 ? state.restarts : <span className={styles.muted}>0</span>),
      },
      {
        id: 'duration',
        title: texts.duration,
        width: '88px',
        align: 'end',
        cell: ({ attempt, startedMs }) => <DurationText from={startedMs} to={attempt.endMs} />,
      },
      {
        id: 'node',
        title: texts.node,
        width: 'minmax(90px, 1fr)',
        narrow: 'hidden',
        hideBelow: 900,
        cell: ({ attempt }) => <span className={styles.muted}>{attempt.node ?? '–'}</span>,
      },
      {
        id: 'age',
        title: texts.age,
        width: '84px',
        align: 'end',
        cell: ({ attempt }) => <TimeText time={attempt.startMs} form="bare" />,
      },
    ];
    return columns.filter((column) => column !== false);
  }, [jobs, indexed]);
}

function PodStatus({ row: { attempt, state } }: { row: PodRow }) {
  const { jobs } = useMessages();
  const { message } = state;
  return (
    <StateLine>
      <PodMark phase={state.phase} word={attempt.word} />
      {attempt.vanished && <span className={styles.muted}>{jobs.podTable.gone}</span>}
      {message && <StateNote title={message}>{message}</StateNote>}
    </StateLine>
  );
}

function ExitCode({ code }: { code: number | undefined }) {
  const { jobs } = useMessages();
  if (code === undefined) return <span className={styles.muted}>–</span>;
  return (
    <span className={styles.exit} data-label={jobs.podTable.exit} data-failed={code !== 0 || undefined}>
      {code}
    </span>
  );
}
