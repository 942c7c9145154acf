'use client';
import { useEffect, useMemo, useState } from 'react';
import { useLiveList, useLiveObject } from '@/components/live/lists';
import { useLink } from '@/components/live/place';
import { Trouble } from '@/components/live/trouble';
import { useUrlState } from '@/components/live/url-state';
import { LogView } from '@/components/logs/log-view';
import { useLogFeed } from '@/components/logs/use-log-feed';
import { useMessages } from '@/components/messages/messages';
import { EventTable } from '@/components/pods/event-table';
import { PodDrawer } from '@/components/pods/pod-drawer';
import { PodTable } from '@/components/pods/pod-table';
import { LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { useShortcuts } from '@/components/ui/shortcuts';
import { Skeleton } from '@/components/ui/spinner';
import { type Tab, Tabs } from '@/components/ui/tabs';
import { events as eventResource } from '@/lib/resources/event/types';
import { type Job, jobs as jobResource } from '@/lib/resources/job/types';
import type { Pod } from '@/lib/resources/pod/types';
import { isFinished } from '@/lib/view/jobstate';
import type { PodRecord } from '@/lib/view/timelinerecord';
import { JobDetails } from './job-details';
import { JobHead } from './job-head';
import { useJobPods } from './job-pods';
import { JobTimeline } from './job-timeline';
import { ObjectYaml } from './object-yaml';
import { RemoveDialog } from './remove-dialog';
import { type JobActions, nameOfJob, useJobActions } from './use-job-actions';
import { usePodRecord } from './use-pod-record';

/** The page of one Job. A Job that goes while the page is open stays on it as it was last seen. */
export function JobView({ namespace, name }: { namespace: string; name: string }) {
  const { jobs, ui } = useMessages();
  const link = useLink();
  const live = useLiveObject(jobResource, namespace, name);
  const { object, gone, phase, error } = live;
  const [seen, setSeen] = useState<Job>();
  useEffect(() => {
    if (object) setSeen(object);
  }, [object]);
  const job = object ?? seen;
  if (phase === 'refused' && !job)
    return <ErrorNotice title={jobs.page.refused}>{error?.message}</ErrorNotice>;
  if (!job && gone) {
    const back = <LinkButton href={link('/jobs')}>{jobs.page.allJobs}</LinkButton>;
    return (
      <EmptyState icon="jobs" title={jobs.page.gone} actions={back}>
        {jobs.page.goneText(name, namespace)}
      </EmptyState>
    );
  }
  if (!job) return <Skeleton rows={8} label={ui.loading} />;
  return (
    <>
      {gone && (
        <ErrorNotice title={jobs.page.gone} tone="warning">
          {jobs.page.goneWithMemory}
        </ErrorNotice>
      )}
      <Trouble of={live} refused={jobs.page.refused} stale={jobs.page.stale} />
      {/* Another Job under the same name is another page. */}
      <JobBody key={job.metadata.uid} job={job} gone={gone} />
    </>
  );
}

function JobBody({ job, gone }: { job: Job; gone: boolean }) {
  const { namespace = '' } = job.metadata;
  const list = useJobPods(job);
  const record = usePodRecord(list);
  const pods = useMemo(() => [...record.values()].map(({ pod }) => pod), [record]);
  const [tab = 'timeline', setTab] = useUrlState('tab');
  const [podName, setPodName] = useUrlState('pod');
  const actions = useJobActions();
  const [removing, setRemoving] = useState(false);
  const openPod = (pod: string) => setPodName(pod, podName === undefined);
  useJobKeys({ job, gone, actions, onLogs: () => setTab('logs') });
  const shown = { job, gone, record, pods, loading: list.phase === 'loading' };
  return (
    <>
      <JobHead job={job} pods={pods} gone={gone} actions={actions} onRemove={() => setRemoving(true)} />
      <JobTabs {...shown} tab={tab} onTab={setTab} chosenPod={podName} onOpen={openPod} />
      {podName && (
        <PodDrawer
          namespace={namespace}
          name={podName}
          remembered={pods.find(({ metadata }) => metadata.name === podName)}
          onClose={() => setPodName(undefined)}
        />
      )}
      {removing && <RemoveDialog job={job} actions={actions} onClose={() => setRemoving(false)} />}
    </>
  );
}

interface JobKeysOptions {
  job: Job;
  gone: boolean;
  actions: JobActions;
  onLogs: () => void;
}

function useJobKeys({ job, gone, actions, onLogs }: JobKeysOptions): void {
  const { jobs } = useMessages();
  const target = nameOfJob(job);
  const group = jobs.page.group;
  useShortcuts([
    {
      keys: 's',
      label: job.spec.suspend ? jobs.actions.resume : jobs.actions.suspend,
      group,
      run: () => !isFinished(job) && !gone && void actions.setSuspended(target, !job.spec.suspend),
    },
    { keys: 'r', label: jobs.actions.rerun, group, run: () => !gone && void actions.rerun(target) },
    { keys: 'l', label: jobs.actions.logs, group, run: onLogs },
  ]);
}

interface JobTabsProps {
  job: Job;
  gone: boolean;
  record: PodRecord;
  pods: readonly Pod[];
  /** The pods are not known yet. */
  loading: boolean;
  tab: string;
  onTab: (tab: string | undefined) => void;
  chosenPod: string | undefined;
  onOpen: (pod: string) => void;
}

function JobTabs({ job, gone, record, pods, loading, tab, onTab, chosenPod, onOpen }: JobTabsProps) {
  const { jobs } = useMessages();
  const { namespace = '', name = '', uid = '' } = job.metadata;
  const jobEvents = useLiveList(eventResource, {
    namespaces: [namespace],
    fieldSelector: `involvedObject.uid=${uid}`,
  });
  const feed = useLogFeed();
  const indexed = job.spec.completionMode === 'Indexed';
  const texts = jobs.page.tabs;
  const tabs: Tab[] = [
    {
      id: 'timeline',
      label: texts.timeline,
      content: () => (
        <JobTimeline
          job={job}
          record={record}
          events={jobEvents.items}
          loading={loading}
          chosenPod={chosenPod}
          onOpen={onOpen}
        />
      ),
    },
    {
      id: 'pods',
      label: texts.pods,
      count: loading && record.size === 0 ? undefined : record.size,
      content: () => <PodTable record={record} indexed={indexed} loading={loading} onOpen={onOpen} />,
    },
    {
      id: 'logs',
      label: texts.logs,
      content: () => (
        <LogView
          feed={feed}
          pods={pods}
          loading={loading}
          live={!gone && !isFinished(job)}
          shortName={(pod) => shortName(pod, name)}
          fileName={`${name}.log`}
        />
      ),
    },
    { id: 'events', label: texts.events, content: () => <JobEvents job={job} pods={pods} /> },
    { id: 'details', label: texts.details, content: () => <JobDetails job={job} /> },
    {
      id: 'yaml',
      label: texts.yaml,
      content: () => <ObjectYaml object={job} kind="Job" label={jobs.yaml.label} />,
    },
  ];
  return (
    <Tabs
      label={texts.label}
      chosen={tab}
      onChoose={(id) => onTab(id === 'timeline' ? undefined : id)}
      tabs={tabs}
    />
  );
}

/** Events of the Job and of every pod of it that was seen. */
function JobEvents({ job, pods }: { job: Job; pods: readonly Pod[] }) {
  const { jobs } = useMessages();
  const { namespace = '', uid = '' } = job.metadata;
  const { items, phase } = useLiveList(eventResource, { namespaces: [namespace] });
  const uids = useMemo(
    () => new Set([uid, ...pods.flatMap(({ metadata }) => metadata.uid ?? [])]),
    [uid, pods],
  );
  return <EventTable events={items} uids={uids} loading={phase === 'loading'} label={jobs.events.label} />;
}

/** A pod's name without the Job's, which all of its pods share. */
function shortName(pod: string, job: string): string {
  return pod.startsWith(`${job}-`) ? pod.slice(job.length + 1) : pod;
}
