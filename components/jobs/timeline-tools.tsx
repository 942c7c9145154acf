'use client';
import type { TimelineView } from '@/components/charts/use-timeline-view';
import { useMessages } from '@/components/messages/messages';
import { Button, IconButton } from '@/components/ui/button';
import type { Timeline } from '@/lib/view/timeline';
import styles from './job-view.module.css';

interface TimelineToolsProps {
  view: TimelineView;
  live: boolean;
  by: Timeline['by'];
  attempts: number;
}

/** What the colours and patterns mean, and the buttons that change what stretch of time is shown. */
export function TimelineTools({ view, live, by, attempts }: TimelineToolsProps) {
  const { jobs } = useMessages();
  const texts = jobs.timeline;
  const legend = ['waiting', 'starting', 'running', 'done', 'failed', 'backoff'] as const;
  return (
    <>
      <span className={styles.muted}>{texts.sizes[by](attempts)}</span>
      <ul className={styles.legend}>
        {legend.map((name) => (
          <li key={name}>
            <span className={styles.swatch} data-tone={name} />
            {texts.legend[name]}
          </li>
        ))}
      </ul>
      <span className={styles.tools}>
        <IconButton icon="zoom-out" label={texts.zoomOut} shortcut="-" onClick={() => view.zoom(1 / 1.5)} />
        <IconButton icon="zoom-in" label={texts.zoomIn} shortcut="+" onClick={() => view.zoom(1.5)} />
        <Button aria-pressed={view.mode === 'fit'} onClick={view.fit}>
          {texts.fit}
        </Button>
        {live && (
          <Button
            aria-pressed={view.mode === 'follow'}
            className={view.mode === 'follow' ? styles.pressed : undefined}
            onClick={view.toggleFollow}
          >
            {texts.follow}
          </Button>
        )}
      </span>
    </>
  );
}
