'use client';
import Link from 'next/link';
import { useNow } from '@/components/live/now';
import { useLink } from '@/components/live/place';
import { useLanguage, useMessages } from '@/components/messages/messages';
import { formatWhen } from '@/components/schedule/when';
import { clusterZone, viewerZone } from '@/components/schedule/zones';
import { Button, IconButton, LinkButton } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { NameText } from '@/components/ui/name-text';
import { PageHeader } from '@/components/ui/page-header';
import { StateMark } from '@/components/ui/state-mark';
import { formatDuration } from '@/components/ui/time-format';
import { describe } from '@/lib/cron/words';
import type { CronJob } from '@/lib/resources/cronjob/types';
import { nextRunOf, zoneOf } from '@/lib/view/cronjoblist';
import { readSchedule } from '@/lib/view/schedulepreview';
import styles from './cronjob-view.module.css';
import { type CronJobActions, nameOfCronJob } from './use-cronjob-actions';

interface CronJobHeadProps {
  cronJob: CronJob;
  actions: CronJobActions;
  onToggle: () => void;
  onTrigger: () => void;
  onRemove: () => void;
}

/** The head of the page: schedule and its words, the next run in both zones, and what can be done. */
export function CronJobHead({ cronJob, actions, onToggle, onTrigger, onRemove }: CronJobHeadProps) {
  const { cronjobs } = useMessages();
  const link = useLink();
  const texts = cronjobs.actions;
  const { namespace, name } = nameOfCronJob(cronJob);
  const { suspend = false } = cronJob.spec;
  const place = `cronjobs/${namespace}/${name}`;
  const busy = actions.pending.has(`${namespace}/${name}`);
  return (
    <PageHeader
      above={
        <>
          <Link href={link('/cronjobs')}>{cronjobs.page.above}</Link>
          {' / '}
          <Link href={link('/cronjobs', { ns: namespace })}>{namespace}</Link>
        </>
      }
      title={
        <span className={styles.title}>
          <NameText name={name} />
        </span>
      }
      sentence={<StateSentence cronJob={cronJob} />}
      below={<ScheduleSentence cronJob={cronJob} />}
      actions={
        <>
          <Button tone="primary" icon="play" onClick={onTrigger}>
            {texts.trigger}
          </Button>
          <Button icon={suspend ? 'clock' : 'pause'} busy={busy} onClick={onToggle}>
            {suspend ? texts.resume : texts.suspend}
          </Button>
          <LinkButton icon="edit" href={link('/new', { edit: place })}>
            {texts.edit}
          </LinkButton>
          <Menu
            trigger={<IconButton icon="more" tone="plain" label={texts.more} />}
            items={[
              { kind: 'link', label: texts.editAsNew, icon: 'copy', href: link('/new', { from: place }) },
              { kind: 'line' },
              { label: texts.remove, icon: 'trash', danger: true, onSelect: onRemove },
            ]}
          />
        </>
      }
    />
  );
}

/** How the CronJob stands: going, waiting for its next run, suspended, never firing, or not readable. */
function StateSentence({ cronJob }: { cronJob: CronJob }) {
  const { cronjobs } = useMessages();
  const language = useLanguage();
  const nowMs = useNow();
  const texts = cronjobs.page;
  const run = nextRunOf(cronJob, nowMs, clusterZone);
  const active = cronJob.status?.active?.length ?? 0;
  const parts: string[] = [];
  if (active > 0) parts.push(texts.running(active));
  if (run.kind === 'at') {
    const own = viewerZone();
    const here = formatWhen(run.atMs, nowMs, run.zone, language);
    const yours = own === run.zone ? '' : formatWhen(run.atMs, nowMs, own, language);
    const left = Math.floor((run.atMs - nowMs) / 1000) * 1000;
    parts.push(texts.nextIn(formatDuration(left), here, yours));
  } else if (run.kind === 'suspended') parts.push(texts.suspendedSentence);
  else if (run.kind === 'never') parts.push(texts.neverSentence);
  else parts.push(texts.wrong(run.message));
  if (cronJob.metadata.deletionTimestamp) parts.push(texts.deleting);
  const state = { at: 'pending', suspended: 'suspended', never: 'unknown', wrong: 'failed' } as const;
  return (
    <span className={styles.sentence}>
      <StateMark
        iconOnly
        state={active > 0 ? 'running' : state[run.kind]}
        word={active === 0 && run.kind === 'at' ? cronjobs.list.scheduled : undefined}
      />
      <span>{parts.join(' · ')}</span>
    </span>
  );
}

function ScheduleSentence({ cronJob }: { cronJob: CronJob }) {
  const language = useLanguage();
  const schedule = readSchedule(cronJob.spec.schedule);
  return (
    <span className={styles.schedule}>
      <code>{cronJob.spec.schedule}</code>
      <span>{zoneOf(cronJob, clusterZone)}</span>
      {!(schedule instanceof Error) && <span className={styles.muted}>{describe(schedule, language)}</span>}
    </span>
  );
}
