'use client';
import { useMessages } from '@/components/messages/messages';
import { CodeText } from '@/components/ui/code-text';
import { StateMark } from '@/components/ui/state-mark';
import { DurationText, TimeText } from '@/components/ui/time-text';
import type { Container, ContainerState, ContainerStatus, Pod } from '@/lib/resources/pod/types';
import { isSidecar, stateWord } from '@/lib/view/podstate';
import styles from './pods.module.css';

/** The containers of a pod: what they run, how they stand, how they ended. */
export function ContainerList({ pod }: { pod: Pod }) {
  const { jobs } = useMessages();
  const { initContainers = [], containers } = pod.spec;
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const statusOf = ({ name }: Container) => statuses.find((status) => status.name === name);
  return (
    <ul className={styles.containers}>
      {initContainers.map((container) => (
        <ContainerItem
          key={container.name}
          container={container}
          status={statusOf(container)}
          role={isSidecar(container) ? jobs.pod.sidecar : jobs.pod.initContainer}
        />
      ))}
      {containers.map((container) => (
        <ContainerItem key={container.name} container={container} status={statusOf(container)} />
      ))}
    </ul>
  );
}

interface ContainerItemProps {
  container: Container;
  status: ContainerStatus | undefined;
  role?: string;
}

function ContainerItem({ container, status, role }: ContainerItemProps) {
  const { jobs } = useMessages();
  const texts = jobs.pod;
  const argv = [...(container.command ?? []), ...(container.args ?? [])];
  return (
    <li className={styles.container}>
      <div className={styles.containerHead}>
        <strong>{container.name}</strong>
        {role && <span className={styles.muted}>{role}</span>}
        <StateOf state={status?.state} />
      </div>
      <dl className={styles.facts}>
        {container.image && (
          <>
            <dt>{texts.image}</dt>
            <dd>
              <code>{container.image}</code>
            </dd>
          </>
        )}
        {argv.length > 0 && (
          <>
            <dt>{texts.command}</dt>
            <dd>
              <CodeText text={argv.map(quoted).join(' ')} />
            </dd>
          </>
        )}
        <StateFacts state={status?.state} />
        {status && status.restartCount > 0 && (
          <>
            <dt>{texts.restarts}</dt>
            <dd>{status.restartCount}</dd>
          </>
        )}
        {status?.lastState?.terminated && (
          <>
            <dt>{texts.lastState}</dt>
            <dd>
              <Ended state={status.lastState} />
            </dd>
          </>
        )}
      </dl>
    </li>
  );
}

function StateOf({ state }: { state: ContainerState | undefined }) {
  const { jobs } = useMessages();
  const words = jobs.pod.stateWords;
  const word = stateWord(state);
  if (state?.running) return <StateMark state="running" word={words.running} />;
  if (state?.terminated) {
    return <StateMark state={state.terminated.exitCode === 0 ? 'complete' : 'failed'} word={word} />;
  }
  const isTrouble = word !== undefined && /BackOff|Err|Invalid/.test(word);
  if (state?.waiting)
    return <StateMark state={isTrouble ? 'retrying' : 'pending'} word={word ?? words.waiting} />;
  return <StateMark state="pending" word={words.none} />;
}

function StateFacts({ state }: { state: ContainerState | undefined }) {
  const { jobs } = useMessages();
  const texts = jobs.pod;
  const ended = state?.terminated;
  const message = ended?.message ?? state?.waiting?.message;
  return (
    <>
      {state?.running && (
        <>
          <dt>{texts.started}</dt>
          <dd>
            <TimeText time={state.running.startedAt} />
          </dd>
        </>
      )}
      {ended && (
        <>
          <dt>{texts.exitCode}</dt>
          <dd>
            <Ended state={state} />
          </dd>
        </>
      )}
      {message && (
        <>
          <dt>{texts.message}</dt>
          <dd className={styles.message}>{message}</dd>
        </>
      )}
    </>
  );
}

function Ended({ state }: { state: ContainerState }) {
  const { jobs } = useMessages();
  const ended = state.terminated;
  if (!ended) return null;
  return (
    <>
      {jobs.ending({ exitCode: ended.exitCode, reason: ended.reason })}
      {ended.signal ? ` · ${jobs.pod.signal} ${ended.signal}` : ''}
      {' · '}
      <DurationText from={ended.startedAt} to={ended.finishedAt} />
      {' · '}
      <TimeText time={ended.finishedAt} />
    </>
  );
}

/** An argument as one would type it in a shell. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
