import type { ApiClient } from '../../client/client';
import type { Clock } from '../../time/clock';
import type { NodeFacts } from '../container/fields';
import { setupOf } from '../container/setup';
import { readEnvFiles, readEnvSources } from '../container/sources';
import { ContainerConfigError, type ContainerSetup, type Driver, type Ended } from '../driver';
import type { EventRecorder } from '../events';
import { lengthenBackoff } from '../podsync/restarts';
import { formatPod } from '../podsync/statuses';
import { startProbes } from '../probes/prober';
import { runPostStart } from './hooks';
import { type ContainerRecord, lostEnd, type PodRecord, takeOver } from './record';

/** What everything that works on pods needs. */
export interface PodTools {
  client: ApiClient;
  clock: Clock;
  driver: Driver;
  recorder: EventRecorder;
  node: NodeFacts;
  log: (message: string) => void;
  /** Has the pod looked at again. */
  kick: (record: PodRecord) => void;
}

const retryMs = 5000;

/** Starts the next attempt of a container, and records how that went. Never rejects. */
export async function startContainer(
  tools: PodTools,
  record: PodRecord,
  container: ContainerRecord,
): Promise<void> {
  const { clock, driver, recorder } = tools;
  const before = container.state;
  const attempt = container.attempt + 1;
  const { ended } = container;
  container.state = 'starting';
  try {
    const run = await driver.start(await setup(tools, record, container, attempt));
    if (ended) container.backoff = lengthenBackoff(container.backoff, ended.finishedAtMs, clock.now());
    takeOver(container, attempt, run, driver.name);
    follow(tools, record, container);
  } catch (error) {
    container.state = before;
    const isConfig = error instanceof ContainerConfigError;
    const message = messageOf(error);
    container.waiting = { reason: isConfig ? error.reason : 'CreateContainerError', message };
    container.heldUntilMs = isConfig && !error.isPassing ? Number.POSITIVE_INFINITY : clock.now() + retryMs;
    recorder.kubelet(record.pod, 'Warning', 'Failed', `Error: ${message}`, container.spec.name);
    return;
  }
  tellStart(recorder, record, container);
  await runPostStart(tools, record, container);
  startProbes(tools, record, container);
}

async function setup(
  { client, driver, node }: PodTools,
  { pod, uid }: PodRecord,
  { spec }: ContainerRecord,
  attempt: number,
): Promise<ContainerSetup> {
  const sources = await readEnvSources(client, pod.metadata.namespace ?? '', spec);
  const files = await readEnvFiles(driver, uid, spec);
  return setupOf(pod, spec, attempt, node, { ...sources, files });
}

function tellStart(recorder: EventRecorder, { pod }: PodRecord, { spec, ended }: ContainerRecord): void {
  recorder.kubelet(pod, 'Normal', 'Created', 'Container created', spec.name);
  if (ended?.reason === 'StartError') {
    recorder.kubelet(pod, 'Warning', 'Failed', `Error: ${ended.message}`, spec.name);
  } else {
    recorder.kubelet(pod, 'Normal', 'Started', 'Container started', spec.name);
  }
}

/** Waits in the background for the end of the container's attempt. */
export function follow(tools: PodTools, record: PodRecord, container: ContainerRecord): void {
  const { run } = container;
  if (!run || run.ended) return;
  tools.clock.spawn(async () => {
    const ended = await run.end;
    if (container.run === run) settle(container, ended);
    tools.kick(record);
  });
}

/**
 * Settles a container whose status calls it running though the driver found no trace of it: a driver that
 * can goes on with it, else it counts as lost.
 */
export async function resumeOrLose(
  tools: PodTools,
  record: PodRecord,
  container: ContainerRecord,
): Promise<void> {
  const { clock, driver } = tools;
  const { attempt, startedAtMs = 0 } = container;
  if (driver.resume) {
    const resumed = await setup(tools, record, container, attempt).catch(() => undefined);
    if (resumed) {
      takeOver(container, attempt, driver.resume(resumed, startedAtMs), driver.name);
      follow(tools, record, container);
      startProbes(tools, record, container);
      return;
    }
  }
  settle(container, lostEnd(startedAtMs, clock.now()));
}

function settle(container: ContainerRecord, ended: Ended): void {
  container.stopProbes();
  container.halt?.hook.abort();
  container.state = 'ended';
  container.ended = ended;
}

/** Tells once per attempt that a container waits before it is restarted. */
export function tellBackoff({ recorder }: PodTools, { pod }: PodRecord, container: ContainerRecord): void {
  if (container.toldBackoff === container.attempt) return;
  container.toldBackoff = container.attempt;
  const message = `Back-off restarting failed container ${container.spec.name} in pod ${formatPod(pod)}`;
  recorder.kubelet(pod, 'Warning', 'BackOff', message, container.spec.name);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
