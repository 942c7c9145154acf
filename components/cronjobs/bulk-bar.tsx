'use client';
import { useMessages } from '@/components/messages/messages';
import { Button, IconButton } from '@/components/ui/button';
import type { BulkKind } from './bulk-dialog';
import styles from './cronjobs-view.module.css';

interface BulkBarProps {
  count: number;
  onAct: (kind: BulkKind) => void;
  onClear: () => void;
}

/** What can be done to the selected CronJobs; stands in place of the filter. */
export function BulkBar({ count, onAct, onClear }: BulkBarProps) {
  const { cronjobs } = useMessages();
  return (
    <section aria-label={cronjobs.bulk.label} className={styles.filters}>
      <strong className={styles.selected}>{cronjobs.bulk.selected(count)}</strong>
      <Button icon="play" onClick={() => onAct('trigger')}>
        {cronjobs.actions.trigger}
      </Button>
      <Button icon="pause" onClick={() => onAct('suspend')}>
        {cronjobs.actions.suspend}
      </Button>
      <Button onClick={() => onAct('resume')}>{cronjobs.actions.resume}</Button>
      <Button tone="danger" icon="trash" onClick={() => onAct('remove')}>
        {cronjobs.actions.remove}
      </Button>
      <IconButton icon="close" label={cronjobs.bulk.none} onClick={onClear} />
    </section>
  );
}
