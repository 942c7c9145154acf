'use client';
import { useRouter } from 'next/navigation';
import { type CSSProperties, useMemo, useState } from 'react';
import { ObjectYaml } from '@/components/jobs/object-yaml';
import { useLiveList, useLiveObject } from '@/components/live/lists';
import { useLink } from '@/components/live/place';
import { Trouble } from '@/components/live/trouble';
import { useUrlState } from '@/components/live/url-state';
import { useMessages } from '@/components/messages/messages';
import { EventTable } from '@/components/pods/event-table';
import { LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { useShortcuts } from '@/components/ui/shortcuts';
import { Skeleton } from '@/components/ui/spinner';
import { Tabs } from '@/components/ui/tabs';
import { type CronJob, cronJobs as cronJobResource } from '@/lib/resources/cronjob/types';
import { events as eventResource } from '@/lib/resources/event/types';
import { type Job, jobs as jobResource } from '@/lib/resources/job/types';
import { jobsByCronJob } from '@/lib/view/cronjoblist';
import { CronJobFacts } from './cronjob-facts';
import { CronJobHead } from './cronjob-head';
import styles from './cronjob-view.module.css';
import { RemoveDialog } from './remove-dialog';
import { RunsTable } from './runs-table';
import { TriggerDialog } from './trigger-dialog';
import { nameOfCronJob, useCronJobActions } from './use-cronjob-actions';

/** The page of one CronJob. */
export function CronJobView({ namespace, name }: { namespace: string; name: string }) {
  const { cronjobs, ui } = useMessages();
  const link = useLink();
  const live = useLiveObject(cronJobResource, namespace, name);
  const { object, gone, phase, error } = live;
  if (phase === 'refused' && !object)
    return <ErrorNotice title={cronjobs.page.refused}>{error?.message}</ErrorNotice>;
  if (!object && gone)
    return (
      <EmptyState
        icon="cronjobs"
        title={cronjobs.page.gone}
        actions={<LinkButton href={link('/cronjobs')}>{cronjobs.page.all}</LinkButton>}
      >
        {cronjobs.page.goneText(name, namespace)}
      </EmptyState>
    );
  if (!object) return <Skeleton rows={8} label={ui.loading} />;
  return (
    <>
      <Trouble of={live} refused={cronjobs.page.refused} stale={cronjobs.page.stale} />
      <CronJobBody key={object.metadata.uid} cronJob={object} />
    </>
  );
}

function CronJobBody({ cronJob }: { cronJob: CronJob }) {
  const { cronjobs } = useMessages();
  const link = useLink();
  const router = useRouter();
  const target = nameOfCronJob(cronJob);
  const [tab = 'runs', setTab] = useUrlState('tab');
  const [asking, setAsking] = useState<'trigger' | 'remove'>();
  const actions = useCronJobActions();
  const list = useLiveList(jobResource, { namespaces: [target.namespace], detail: 'row' });
  const owned = useMemo(
    () => jobsByCronJob(list.items).get(target.uid ?? '') ?? [],
    [list.items, target.uid],
  );
  const { suspend = false } = cronJob.spec;
  const group = cronjobs.page.group;
  const toggle = () => void actions.setSuspended(target, !suspend);
  useShortcuts([
    { keys: 's', label: suspend ? cronjobs.actions.resume : cronjobs.actions.suspend, group, run: toggle },
    { keys: 't', label: cronjobs.actions.triggerNow, group, run: () => setAsking('trigger') },
  ]);
  const texts = cronjobs.page.tabs;
  return (
    <>
      <CronJobHead
        cronJob={cronJob}
        actions={actions}
        onToggle={toggle}
        onTrigger={() => setAsking('trigger')}
        onRemove={() => setAsking('remove')}
      />
      <Tabs
        label={texts.label}
        chosen={tab}
        onChoose={(id) => setTab(id === 'runs' ? undefined : id)}
        tabs={[
          {
            id: 'runs',
            label: texts.runs,
            count: list.phase === 'loading' ? undefined : owned.length,
            content: () => <Runs cronJob={cronJob} jobs={owned} loading={list.phase === 'loading'} />,
          },
          { id: 'events', label: texts.events, content: () => <CronJobEvents cronJob={cronJob} /> },
          {
            id: 'yaml',
            label: texts.yaml,
            content: () => <ObjectYaml object={cronJob} kind="CronJob" label={cronjobs.yaml.label} />,
          },
        ]}
      />
      {asking === 'trigger' && (
        <TriggerDialog cronJob={cronJob} actions={actions} onClose={() => setAsking(undefined)} />
      )}
      {asking === 'remove' && (
        <RemoveDialog
          cronJob={cronJob}
          jobs={list}
          actions={actions}
          onClose={() => setAsking(undefined)}
          onRemoved={() => router.push(link('/cronjobs'))}
        />
      )}
    </>
  );
}

function CronJobEvents({ cronJob }: { cronJob: CronJob }) {
  const { cronjobs } = useMessages();
  const { namespace = '', uid = '' } = cronJob.metadata;
  const { items, phase } = useLiveList(eventResource, {
    namespaces: [namespace],
    fieldSelector: `involvedObject.uid=${uid}`,
  });
  return <EventTable events={items} loading={phase === 'loading'} label={cronjobs.events.label} />;
}

interface RunsProps {
  cronJob: CronJob;
  jobs: readonly Job[];
  loading: boolean;
}

/** What it made, beside how it is set to run. */
function Runs({ cronJob, jobs, loading }: RunsProps) {
  return (
    <div className={styles.runs}>
      <div className={styles.table} style={{ '--rows': Math.max(3, jobs.length) } as CSSProperties}>
        <RunsTable jobs={jobs} loading={loading} />
      </div>
      <CronJobFacts cronJob={cronJob} />
    </div>
  );
}
