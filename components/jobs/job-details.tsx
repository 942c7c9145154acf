'use client';
import { Fragment, type ReactNode } from 'react';
import { useMessages } from '@/components/messages/messages';
import { ConditionTable } from '@/components/pods/condition-table';
import { NameText } from '@/components/ui/name-text';
import { formatDuration } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import type { Job } from '@/lib/resources/job/types';
import { jobSpan } from '@/lib/view/jobprogress';
import styles from './job-view.module.css';

/** kubectl's own note of the whole manifest; the YAML shows it. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

type Facts = readonly (readonly [term: string, value: ReactNode])[];

/** The conditions of a Job, how it is set to run, and its labels. */
export function JobDetails({ job }: { job: Job }) {
  const { jobs } = useMessages();
  const texts = jobs.details;
  return (
    <div className={styles.details}>
      <section className={styles.wide}>
        <h2>{jobs.conditions.title}</h2>
        <ConditionTable conditions={job.status?.conditions} />
      </section>
      <section>
        <h2>{texts.spec}</h2>
        <FactList facts={useSpecFacts(job)} />
      </section>
      <section>
        <h2>{texts.labels}</h2>
        <KeyList entries={job.metadata.labels} />
        <h2>{texts.annotations}</h2>
        <KeyList entries={job.metadata.annotations} />
      </section>
    </div>
  );
}

function useSpecFacts({ spec, metadata, status }: Job): Facts {
  const { jobs } = useMessages();
  const texts = jobs.details;
  const span = jobSpan({ spec, metadata, status });
  const seconds = (value: number) => formatDuration(value * 1000);
  const given = (term: string, value: ReactNode): Facts => (value === undefined ? [] : [[term, value]]);
  return [
    [texts.completionMode, spec.completionMode ?? 'NonIndexed'],
    [texts.completions, spec.completions ?? texts.workQueue],
    [texts.parallelism, spec.parallelism ?? 1],
    ...(spec.backoffLimitPerIndex === undefined ? given(texts.backoffLimit, spec.backoffLimit ?? 6) : []),
    ...given(texts.backoffLimitPerIndex, spec.backoffLimitPerIndex),
    ...given(texts.maxFailedIndexes, spec.maxFailedIndexes),
    ...given(
      texts.deadline,
      spec.activeDeadlineSeconds === undefined ? undefined : seconds(spec.activeDeadlineSeconds),
    ),
    [
      texts.ttl,
      spec.ttlSecondsAfterFinished === undefined ? texts.forever : seconds(spec.ttlSecondsAfterFinished),
    ],
    [texts.restartPolicy, spec.template.spec.restartPolicy ?? '–'],
    ...given(texts.podReplacement, spec.podReplacementPolicy),
    ...given(texts.managedBy, spec.managedBy),
    ...given(texts.completedIndexes, status?.completedIndexes || undefined),
    ...given(texts.failedIndexes, status?.failedIndexes || undefined),
    [texts.created, <TimeText key="created" time={metadata.creationTimestamp} />],
    ...given(texts.started, span && <TimeText time={span.startMs} />),
    ...given(texts.finished, span?.endMs === undefined ? undefined : <TimeText time={span.endMs} />),
    [texts.uid, <NameText key="uid" name={metadata.uid ?? ''} />],
  ];
}

function FactList({ facts }: { facts: Facts }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([term, value]) => (
        <Fragment key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function KeyList({ entries = {} }: { entries?: Record<string, string> }) {
  const { jobs } = useMessages();
  const all = Object.entries(entries).filter(([key]) => key !== lastApplied);
  if (all.length === 0) return <p className={styles.muted}>{jobs.details.none}</p>;
  return (
    <ul className={styles.keys}>
      {all.map(([key, value]) => (
        <li key={key}>
          <code>
            <span className={styles.muted}>{key}=</span>
            {value}
          </code>
        </li>
      ))}
    </ul>
  );
}
