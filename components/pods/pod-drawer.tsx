'use client';
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { useLiveList, useLiveObject } from '@/components/live/lists';
import { LogView } from '@/components/logs/log-view';
import { useLogFeed } from '@/components/logs/use-log-feed';
import { useMessages } from '@/components/messages/messages';
import { Drawer } from '@/components/ui/drawer';
import { ErrorNotice } from '@/components/ui/error-notice';
import { NameText } from '@/components/ui/name-text';
import { Skeleton } from '@/components/ui/spinner';
import { StateLine, StateNote } from '@/components/ui/state-line';
import { TimeText } from '@/components/ui/time-text';
import { events as eventResource } from '@/lib/resources/event/types';
import { type Pod, pods as podResource } from '@/lib/resources/pod/types';
import { podState } from '@/lib/view/podstate';
import { indexOf } from '@/lib/view/timelineattempt';
import { ConditionTable } from './condition-table';
import { ContainerList } from './container-list';
import { EventTable } from './event-table';
import { PodMark } from './pod-marks';
import styles from './pods.module.css';

interface PodDrawerProps {
  namespace: string;
  name: string;
  /** The pod as it was last seen, for when it has gone. */
  remembered: Pod | undefined;
  onClose: () => void;
}

/** Everything about one pod: how it stands and why, its containers, log, conditions and events. */
export function PodDrawer({ namespace, name, remembered, onClose }: PodDrawerProps) {
  const { jobs, ui } = useMessages();
  const { object, gone, phase, error } = useLiveObject(podResource, namespace, name);
  const pod = object ?? remembered;
  const state = pod && podState(pod);
  return (
    <Drawer
      open
      onClose={onClose}
      title={<NameText name={name} />}
      subtitle={
        state && (
          <StateLine>
            <PodMark phase={state.phase} word={state.word} />
            {state.message && <StateNote wrapped>{state.message}</StateNote>}
          </StateLine>
        )
      }
    >
      {phase === 'refused' && <ErrorNotice title={jobs.pod.refused}>{error?.message}</ErrorNotice>}
      {gone && <ErrorNotice title={pod ? jobs.pod.gone : jobs.pod.unknown} tone="warning" />}
      {!pod && phase === 'loading' && <Skeleton rows={5} label={ui.loading} />}
      {pod && <PodParts pod={pod} gone={gone} />}
    </Drawer>
  );
}

function PodParts({ pod, gone }: { pod: Pod; gone: boolean }) {
  const { jobs } = useMessages();
  const { metadata } = pod;
  const namespace = metadata.namespace ?? '';
  const events = useLiveList(eventResource, {
    namespaces: [namespace],
    fieldSelector: `involvedObject.uid=${metadata.uid}`,
  });
  const feed = useLogFeed();
  const lineCount = useSyncExternalStore(feed.subscribe, feed.read, feed.read).log.lines.length;
  const pods = useMemo(() => [pod], [pod]);
  const { phase } = podState(pod);
  const live = !gone && phase !== 'succeeded' && phase !== 'failed';
  return (
    <div className={styles.parts}>
      <Part title={jobs.pod.containers}>
        <ContainerList pod={pod} />
      </Part>
      <Part title={jobs.pod.log}>
        <div
          className={styles.log}
          style={{ height: lineCount === 0 ? 230 : within(140, 74 + lineCount * 20, 380) }}
        >
          <LogView feed={feed} pods={pods} live={live} shortName={same} fileName={`${metadata.name}.log`} />
        </div>
      </Part>
      <Part title={jobs.pod.events}>
        <div
          className={styles.events}
          style={{ height: events.items.length === 0 ? 210 : within(66, 34 + events.items.length * 32, 260) }}
        >
          <EventTable events={events.items} loading={events.phase === 'loading'} label={jobs.pod.events} />
        </div>
      </Part>
      <Part title={jobs.pod.conditions}>
        <ConditionTable conditions={pod.status?.conditions} />
      </Part>
      <Part title={jobs.pod.about}>
        <PodFacts pod={pod} />
      </Part>
    </div>
  );
}

const same = (name: string) => name;

/** As high as its content needs, within bounds: an empty box tells nothing. */
function within(leastPx: number, wantedPx: number, mostPx: number): number {
  return Math.min(mostPx, Math.max(leastPx, wantedPx));
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function PodFacts({ pod }: { pod: Pod }) {
  const { jobs } = useMessages();
  const texts = jobs.pod;
  const index = indexOf(pod);
  const facts: [string, ReactNode][] = [
    [texts.node, pod.spec.nodeName ?? texts.notScheduled],
    [texts.created, <TimeText key="created" time={pod.metadata.creationTimestamp} />],
    ...(index === undefined ? [] : ([[texts.index, index]] satisfies [string, ReactNode][])),
    [texts.restartPolicy, pod.spec.restartPolicy ?? '–'],
    [texts.ip, pod.status?.podIP ?? '–'],
    [texts.qos, pod.status?.qosClass ?? '–'],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([term, value]) => (
        <div key={term} className={styles.fact}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
