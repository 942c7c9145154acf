import type { LifecycleHandler } from '../../resources/pod/types';
import { runHook } from '../probes/reach';
import type { PodTools } from './containers';
import type { ContainerRecord, PodRecord } from './record';

/**
 * Runs the `postStart` hook of a container that has just been started, which counts as being created until then. A
 * container whose hook fails is to be ended.
 */
export async function runPostStart(
  tools: PodTools,
  record: PodRecord,
  container: ContainerRecord,
): Promise<void> {
  const hook = container.spec.lifecycle?.postStart;
  if (!hook || container.ended?.reason === 'StartError') return;
  const { run } = container;
  const over = new AbortController();
  container.isInPostStart = true;
  // The pod may have been told to end while the container was starting.
  tools.kick(record);
  tools.clock.spawn(async () => {
    await run?.end;
    over.abort(new Error('the container has ended'));
  });
  try {
    await carryOut(tools, record, container, hook, 'postStart', over.signal);
  } catch (error) {
    // Only a command needs the container to run.
    if (run?.ended && !hook.exec) return;
    tools.recorder.kubelet(
      record.pod,
      'Warning',
      'FailedPostStartHook',
      'PostStartHook failed',
      container.spec.name,
    );
    const message = error instanceof Error ? error.message : String(error);
    container.waiting = { reason: 'PostStartHookError', message };
    container.hasFailedPostStart = true;
  } finally {
    container.isInPostStart = false;
  }
}

/** Begins to end a container: says so and runs its `preStop` hook, in the background. */
export function beginStop(
  tools: PodTools,
  record: PodRecord,
  container: ContainerRecord,
  deadlineMs: number,
  message: string,
): void {
  const { clock, recorder } = tools;
  const { name, lifecycle } = container.spec;
  recorder.kubelet(record.pod, 'Normal', 'Killing', message, name);
  const preStop = lifecycle?.preStop;
  const isHookOver = !preStop || clock.now() >= deadlineMs;
  const halt = { deadlineMs, isHookOver, hook: new AbortController(), isKilled: false };
  container.halt = halt;
  if (!preStop || isHookOver) return;
  clock.spawn(async () => {
    await carryOut(tools, record, container, preStop, 'preStop', halt.hook.signal).catch(() => {
      if (halt.hook.signal.aborted) return;
      recorder.kubelet(record.pod, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', name);
    });
    halt.isHookOver = true;
    tools.kick(record);
  });
}

/** Asks a container to end; a hook that is not done by then is given up. */
export function signalContainer({ clock }: PodTools, { halt, run }: ContainerRecord): void {
  if (!halt) return;
  halt.signalledAtMs = clock.now();
  halt.hook.abort(new Error('its grace period is over'));
  run?.terminate();
}

/** Ends a container by force, once. */
export function killContainer({ halt, run }: ContainerRecord): void {
  if (!halt || halt.isKilled) return;
  halt.isKilled = true;
  run?.kill();
}

function carryOut(
  { clock, driver, node }: PodTools,
  { pod, uid }: PodRecord,
  { spec, attempt }: ContainerRecord,
  hook: LifecycleHandler,
  purpose: 'postStart' | 'preStop',
  signal: AbortSignal,
): Promise<void> {
  const ref = { podUid: uid, container: spec.name, attempt };
  return runHook(clock, driver, { pod, container: spec, ref, podIP: node.ip }, hook, purpose, signal);
}
