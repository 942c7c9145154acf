'use client';
import { useMemo } from 'react';
import { useNow } from '@/components/live/now';
import { useLanguage, useMessages } from '@/components/messages/messages';
import { NextRuns } from '@/components/schedule/next-runs';
import { clusterZone } from '@/components/schedule/zones';
import { TimeText } from '@/components/ui/time-text';
import type { CronJob } from '@/lib/resources/cronjob/types';
import { nextRunOf, zoneOf } from '@/lib/view/cronjoblist';
import { previewSchedule } from '@/lib/view/schedulepreview';
import styles from './cronjob-view.module.css';

/** The next runs of a CronJob, and what its spec and status say of how it runs. */
export function CronJobFacts({ cronJob }: { cronJob: CronJob }) {
  const { cronjobs } = useMessages();
  const texts = cronjobs.page;
  const { spec, status = {}, metadata } = cronJob;
  const policy = spec.concurrencyPolicy ?? 'Allow';
  const { successfulJobsHistoryLimit: succeeded = 3, failedJobsHistoryLimit: failed = 1 } = spec;
  const deadline = spec.startingDeadlineSeconds;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <aside className={styles.facts} tabIndex={0} aria-label={texts.spec}>
      <section>
        <h2>{spec.suspend ? texts.nextSuspended : texts.next}</h2>
        <NextTen cronJob={cronJob} />
      </section>
      <section>
        <h2>{texts.spec}</h2>
        <dl className={styles.list}>
          <dt>{texts.concurrency}</dt>
          <dd>{texts.concurrencyTexts[policy] ?? policy}</dd>
          <dt>{texts.startingDeadline}</dt>
          <dd>{deadline === undefined ? texts.none : `${deadline} s`}</dd>
          <dt>{texts.history}</dt>
          <dd>{texts.historyText(succeeded, failed)}</dd>
          <dt>{texts.lastSchedule}</dt>
          <dd>
            <TimeText time={status.lastScheduleTime} timeZone={zoneOf(cronJob, clusterZone)} />
          </dd>
          <dt>{texts.lastSuccess}</dt>
          <dd>
            <TimeText time={status.lastSuccessfulTime} />
          </dd>
          <dt>{texts.created}</dt>
          <dd>
            <TimeText time={metadata.creationTimestamp} />
          </dd>
        </dl>
      </section>
    </aside>
  );
}

function NextTen({ cronJob }: { cronJob: CronJob }) {
  const { schedule: texts } = useMessages();
  const language = useLanguage();
  const nowMs = useNow();
  const zone = zoneOf(cronJob, clusterZone);
  const run = nextRunOf(cronJob, nowMs, clusterZone);
  const firstMs = 'atMs' in run ? run.atMs : undefined;
  const preview = useMemo(() => {
    // Just before the next run, which for @every depends on the run before.
    const isEvery = cronJob.spec.schedule.startsWith('@every');
    if (firstMs === undefined) return undefined;
    const found = previewSchedule(cronJob.spec.schedule, zone, isEvery ? firstMs : firstMs - 1, language);
    if (found.kind !== 'fires') return undefined;
    return isEvery ? [firstMs, ...found.timesMs.slice(0, -1)] : found.timesMs;
  }, [cronJob.spec.schedule, zone, firstMs, language]);
  if (run.kind === 'wrong') return <p className={styles.wrong}>{run.message}</p>;
  if (!preview) return <p className={styles.muted}>{texts.neverNote}</p>;
  return <NextRuns label={texts.nextRunsOf(preview.length)} timesMs={preview} zone={zone} />;
}
