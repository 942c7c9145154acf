'use client';
import { useMemo } from 'react';
import { useMessages } from '@/components/messages/messages';
import { EmptyState } from '@/components/ui/empty-state';
import { Icon } from '@/components/ui/icon';
import { TimeText } from '@/components/ui/time-text';
import { type TableColumn, VirtualTable } from '@/components/ui/virtual-table';
import type { Event } from '@/lib/resources/event/types';
import { type EventRow, eventRows } from '@/lib/view/eventlist';
import styles from './pods.module.css';

interface EventTableProps {
  events: readonly Event[];
  /** Whose events; all when left out. */
  uids?: ReadonlySet<string>;
  loading: boolean;
  label: string;
}

const keyOf = (row: EventRow) => row.key;
const nameOf = (row: EventRow) => row.reason;

/** Events, the latest first, each with how often it was seen. */
export function EventTable({ events, uids, loading, label }: EventTableProps) {
  const { jobs } = useMessages();
  const texts = jobs.events;
  const rows = useMemo(() => eventRows(events, uids), [events, uids]);
  const columns = useEventColumns();
  return (
    <VirtualTable
      label={label}
      rows={rows}
      keyOf={keyOf}
      nameOf={nameOf}
      columns={columns}
      loading={loading}
      chief={false}
      empty={
        <EmptyState icon="info" title={texts.emptyTitle}>
          {texts.emptyText}
        </EmptyState>
      }
    />
  );
}

function useEventColumns(): readonly TableColumn<EventRow>[] {
  const texts = useMessages().jobs.events;
  return useMemo(
    (): TableColumn<EventRow>[] => [
      {
        id: 'reason',
        title: texts.reason,
        width: 'minmax(160px, 0.9fr)',
        cell: ({ reason, warning }) => (
          <span className={styles.reason}>
            {warning && <Icon name="warning" size={14} />}
            {warning && <span className={styles.hidden}>{texts.warning} </span>}
            {reason}
          </span>
        ),
      },
      {
        id: 'message',
        title: texts.message,
        width: 'minmax(200px, 3fr)',
        cell: ({ message }) => <span title={message}>{message}</span>,
      },
      {
        id: 'object',
        title: texts.object,
        width: 'minmax(140px, 1.2fr)',
        hideBelow: 900,
        narrow: 'hidden',
        cell: ({ kind, name }) => (
          <span className={styles.muted} title={`${kind} ${name}`}>
            {kind} {name}
          </span>
        ),
      },
      {
        id: 'count',
        title: texts.count,
        width: '64px',
        align: 'end',
        narrow: 'first',
        cell: ({ count }) => (count > 1 ? `×${count}` : ''),
      },
      {
        id: 'when',
        title: texts.when,
        width: '88px',
        align: 'end',
        narrow: 'first',
        cell: ({ atMs }) => <TimeText time={atMs} />,
      },
    ],
    [texts],
  );
}
