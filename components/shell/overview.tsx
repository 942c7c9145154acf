'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { type ReactNode, useMemo } from 'react';
import { markOfPhase, ReasonText } from '@/components/jobs/job-state';
import { useLiveList } from '@/components/live/lists';
import { useNow } from '@/components/live/now';
import { useLink, useNamespaces } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { clusterZone } from '@/components/schedule/zones';
import { LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { NameText } from '@/components/ui/name-text';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/spinner';
import { StateMark, StateShape } from '@/components/ui/state-mark';
import { formatCount } from '@/components/ui/time-format';
import { DurationText, TimeText } from '@/components/ui/time-text';
import { cronJobs } from '@/lib/resources/cronjob/types';
import { jobs } from '@/lib/resources/job/types';
import type { CronJobRow } from '@/lib/view/cronjoblist';
import { type JobRow, jobPhases } from '@/lib/view/joblist';
import styles from './overview.module.css';
import { firesNext, type JobsToday, jobsToday } from './overview-model';

// It brings the reader of manifests along, which a cluster with Jobs in it has no use for here.
const ExampleGallery = dynamic(() =>
  import('@/components/designer/ExampleGallery').then((module) => module.ExampleGallery),
);

const minuteMs = 60_000;
const shownLimit = 8;

/** What runs, what failed lately, what fires next; and with nothing there, how to begin. */
export function Overview() {
  const { shell } = useMessages();
  const { chosen } = useNamespaces();
  const jobList = useLiveList(jobs, { namespaces: chosen });
  const cronJobList = useLiveList(cronJobs, { namespaces: chosen });
  const nowMs = useNow(minuteMs);
  const today = useMemo(() => jobsToday(jobList.items, nowMs), [jobList.items, nowMs]);
  const next = useMemo(() => firesNext(cronJobList.items, nowMs, clusterZone), [cronJobList.items, nowMs]);
  const isLoading = [jobList, cronJobList].some(
    ({ phase, items }) => phase === 'loading' && items.length === 0,
  );
  const error = [jobList, cronJobList].find(({ phase }) => phase === 'refused')?.error;
  const isEmpty = jobList.items.length === 0 && cronJobList.items.length === 0;
  return (
    <>
      <PageHeader
        title={shell.overview.title}
        sentence={isEmpty ? undefined : <StateCounts today={today} />}
      />
      {error && error.code < 500 && <ErrorNotice title={error.reason ?? ''}>{error.message}</ErrorNotice>}
      {isLoading ? (
        !error && <Skeleton rows={6} label={shell.overview.title} />
      ) : isEmpty && !error ? (
        <Welcome filtered={chosen.length > 0} />
      ) : (
        <div className={styles.columns}>
          <UnderWay rows={today.underWay} />
          <FailedLately rows={today.failed} />
          <FiresNext rows={next} />
        </div>
      )}
    </>
  );
}

function StateCounts({ today }: { today: JobsToday }) {
  const { jobs: texts } = useMessages();
  const link = useLink();
  const shown = jobPhases.filter((phase) => today.counts.get(phase));
  return (
    <ul className={styles.counts}>
      {shown.map((phase) => (
        <li key={phase}>
          <Link href={link('/jobs', { status: phase })} className={styles.count}>
            <StateShape state={markOfPhase[phase]} />
            <strong>{formatCount(today.counts.get(phase) ?? 0)}</strong> {texts.phase[phase]}
          </Link>
        </li>
      ))}
    </ul>
  );
}

interface PanelProps {
  title: string;
  /** What it says when it has no lines. */
  none: string;
  /** Where all of it is to be seen. */
  href: string;
  count: number;
  children: ReactNode;
}

function Panel({ title, none, href, count, children }: PanelProps) {
  const { overview } = useMessages().shell;
  return (
    <section className={styles.panel}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {count > 0 && (
          <Link href={href}>
            {overview.seeAll}
            {count > shownLimit && ` (${formatCount(count)})`}
          </Link>
        )}
      </header>
      {count === 0 ? <p className={styles.none}>{none}</p> : <ul className={styles.lines}>{children}</ul>}
    </section>
  );
}

function UnderWay({ rows }: { rows: readonly JobRow[] }) {
  const { overview } = useMessages().shell;
  const link = useLink();
  return (
    <Panel
      title={overview.running}
      none={overview.noRunning}
      href={link('/jobs', { status: 'pending,running,retrying,finishing,failing' })}
      count={rows.length}
    >
      {rows.slice(0, shownLimit).map((row) => (
        <JobLine key={row.key} row={row} />
      ))}
    </Panel>
  );
}

function FailedLately({ rows }: { rows: readonly JobRow[] }) {
  const { overview } = useMessages().shell;
  const link = useLink();
  return (
    <Panel
      title={overview.failed}
      none={overview.noFailed}
      href={link('/jobs', { status: 'failed' })}
      count={rows.length}
    >
      {rows.slice(0, shownLimit).map((row) => (
        <JobLine key={row.key} row={row} />
      ))}
    </Panel>
  );
}

function JobLine({ row }: { row: JobRow }) {
  const { jobs: texts } = useMessages();
  const link = useLink();
  const { phase, reason, sinceMs } = row.state;
  return (
    <li className={styles.line}>
      <StateMark state={markOfPhase[phase]} word={texts.phase[phase]} iconOnly />
      <div className={styles.text}>
        <NameText name={row.name} href={link(`/jobs/${row.namespace}/${row.name}`)} />
        <span className={styles.note}>
          {row.namespace} · <ReasonText reason={reason} />
        </span>
      </div>
      <span className={styles.when}>
        {phase === 'failed' ? <TimeText time={sinceMs} /> : <DurationText from={sinceMs} />}
      </span>
    </li>
  );
}

function FiresNext({ rows }: { rows: readonly CronJobRow[] }) {
  const { overview } = useMessages().shell;
  const link = useLink();
  return (
    <Panel title={overview.next} none={overview.noNext} href={link('/cronjobs')} count={rows.length}>
      {rows.slice(0, shownLimit).map(({ key, cronJob, nextRun }) => {
        const { namespace = '', name = '' } = cronJob.metadata;
        const zone = cronJob.spec.timeZone ?? undefined;
        return (
          <li key={key} className={styles.line}>
            <div className={styles.text}>
              <NameText name={name} href={link(`/cronjobs/${namespace}/${name}`)} />
              <span className={styles.note}>
                {namespace} · <code>{cronJob.spec.schedule}</code> {zone && overview.zone(zone)}
              </span>
            </div>
            <span className={styles.when}>
              <TimeText time={'atMs' in nextRun ? nextRun.atMs : undefined} timeZone={zone} />
            </span>
          </li>
        );
      })}
    </Panel>
  );
}

function Welcome({ filtered }: { filtered: boolean }) {
  const { overview } = useMessages().shell;
  const link = useLink();
  return (
    <>
      <EmptyState
        icon="jobs"
        title={filtered ? overview.emptyNamespaces : overview.emptyTitle}
        actions={
          <LinkButton href={link('/new')} tone="primary" icon="plus">
            {overview.writeOne}
          </LinkButton>
        }
      >
        {overview.emptyText}
      </EmptyState>
      <section className={styles.examples}>
        <h2>{overview.examples}</h2>
        <ExampleGallery />
      </section>
    </>
  );
}
