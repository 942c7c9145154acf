'use client';
import { useMessages } from '@/components/messages/messages';
import { Button, IconButton } from '@/components/ui/button';
import type { BulkKind } from './bulk-dialog';
import styles from './jobs-view.module.css';

interface BulkBarProps {
  count: number;
  onAct: (kind: BulkKind) => void;
  onClear: () => void;
}

/** What can be done to the selected Jobs; stands in place of the filters. */
export function BulkBar({ count, onAct, onClear }: BulkBarProps) {
  const { jobs } = useMessages();
  return (
    <section aria-label={jobs.bulk.label} className={styles.filters}>
      <strong className={styles.selected}>{jobs.bulk.selected(count)}</strong>
      <Button icon="pause" onClick={() => onAct('suspend')}>
        {jobs.actions.suspend}
      </Button>
      <Button icon="play" onClick={() => onAct('resume')}>
        {jobs.actions.resume}
      </Button>
      <Button icon="rerun" onClick={() => onAct('rerun')}>
        {jobs.actions.rerun}
      </Button>
      <Button tone="danger" icon="trash" onClick={() => onAct('remove')}>
        {jobs.actions.remove}
      </Button>
      <IconButton icon="close" label={jobs.bulk.none} onClick={onClear} />
    </section>
  );
}
