'use client';
import { useMemo } from 'react';
import { useNow } from '@/components/live/now';
import { useLanguage, useMessages } from '@/components/messages/messages';
import { Icon } from '@/components/ui/icon';
import { previewSchedule } from '@/lib/view/schedulepreview';
import { NextRuns } from './next-runs';
import styles from './schedule-preview.module.css';

interface SchedulePreviewProps {
  schedule: string;
  zone: string;
}

const minuteMs = 60_000;

/** So many runs tell what a schedule does. */
const shownRuns = 5;

/** What a schedule being written will do: in words, and its next runs. */
export function SchedulePreview({ schedule, zone }: SchedulePreviewProps) {
  const { schedule: texts } = useMessages();
  const language = useLanguage();
  const nowMs = useNow(minuteMs);
  const preview = useMemo(
    () => previewSchedule(schedule, zone, nowMs, language, shownRuns),
    [schedule, zone, nowMs, language],
  );
  if (preview.kind === 'wrong')
    return (
      <p className={styles.wrong}>
        <Icon name="warning" size={14} />
        {preview.field === 'timeZone' ? texts.wrongZone : texts.wrong}: {preview.message}
      </p>
    );
  if (preview.kind === 'never')
    return (
      <p className={styles.never}>
        <Icon name="warning" size={14} />
        {texts.neverNote}
      </p>
    );
  return (
    <div className={styles.preview}>
      <p className={styles.words}>{preview.words}</p>
      <NextRuns label={texts.nextRunsOf(preview.timesMs.length)} timesMs={preview.timesMs} zone={zone} />
    </div>
  );
}
