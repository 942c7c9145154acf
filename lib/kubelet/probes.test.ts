import { beforeEach, describe, expect, it } from 'vitest';
import { type Pod, type Probe, pods } from '../resources/pod/types';
import type { VirtualClock } from '../time/virtual';
import type { TestCluster } from './cluster.suite';
import { eachTrial, simulate, type Trial } from './trial.suite';

/** Probes and lifecycle hooks through the whole kubelet, answered by the simulated driver. */

let clock: VirtualClock;
let cluster: TestCluster;

const trial = eachTrial();
beforeEach(() => {
  ({ clock, cluster } = trial());
  trial().start();
});

const reached: Trial['reached'] = (name, wanted) => trial().reached(name, wanted);
const statusOf: Trial['statusOf'] = (...given) => trial().statusOf(...given);
const conditionsOf: Trial['conditionsOf'] = (name) => trial().conditionsOf(name);

const probe: Probe = { exec: { command: ['check'] }, periodSeconds: 10, failureThreshold: 3 };

function create(container: Partial<Pod['spec']['containers'][0]>, answers: Record<string, string> = {}) {
  const containers = [{ name: 'main', ...container }];
  const spec: Partial<Pod['spec']> = { containers, restartPolicy: 'Always' };
  return cluster.createPod('a', spec, simulate({ duration: 'forever', ...answers }));
}

const eventsOf = (reason: string) => cluster.events('a').filter((event) => event.startsWith(`${reason}: `));

async function secondsUntil(done: () => boolean): Promise<number> {
  const sinceMs = clock.now();
  await clock.runUntil(done);
  return (clock.now() - sinceMs) / 1000;
}

describe('a readiness probe', () => {
  it('makes the container ready when it succeeds, and unready after failing three times', async () => {
    const readinessProbe = { ...probe, initialDelaySeconds: 5 };
    await create({ readinessProbe }, { 'readiness-probe': 'fail,ok,fail,fail,fail,ok' });
    await reached('a', 'Running');
    expect(statusOf('a')).toMatchObject({ ready: false, started: true });
    expect(conditionsOf('a')).toContain('Ready False ContainersNotReady');
    expect(await secondsUntil(() => statusOf('a')!.ready)).toBe(15);
    expect(conditionsOf('a')).toContain('ContainersReady True');
    expect(await secondsUntil(() => !statusOf('a')!.ready)).toBe(30);
    expect(await secondsUntil(() => statusOf('a')!.ready)).toBe(10);
    expect(eventsOf('Unhealthy')).toEqual(['Unhealthy: Readiness probe failed: simulated']);
    expect(statusOf('a')).toMatchObject({ restartCount: 0 });
  });

  it('takes as many successes as it asks for', async () => {
    await create({ readinessProbe: { ...probe, successThreshold: 3 } });
    await reached('a', 'Running');
    expect(await secondsUntil(() => statusOf('a')!.ready)).toBe(20);
  });

  it('fails when its time is over', async () => {
    const readinessProbe = { ...probe, exec: { command: ['check', 'me'] }, timeoutSeconds: 2 };
    await create({ readinessProbe }, { 'readiness-probe': 'hang,1s' });
    await clock.runUntil(() => eventsOf('Unhealthy').length > 0);
    expect(eventsOf('Unhealthy')).toEqual([
      'Unhealthy: Readiness probe failed: command "check me" timed out',
    ]);
    await clock.runUntil(() => statusOf('a')!.ready);
  });

  it('stands over a restart of the kubelet', async () => {
    await create({ readinessProbe: probe, startupProbe: probe });
    await clock.runUntil(() => statusOf('a')?.ready === true);
    const writes = cluster.history('a').length;
    trial().vanish();
    trial().start();
    await clock.advance(60_000);
    expect(
      cluster
        .history('a')
        .slice(writes)
        .every(({ containerStatuses }) => containerStatuses![0]!.ready),
    ).toBe(true);
  });

  it.each([
    [{ httpGet: { port: 80, path: '/up' } }, 'HTTP probe failed with statuscode: 500'],
    [{ tcpSocket: { port: 'web' } }, 'dial tcp 10.0.0.1:8080: connect: connection refused'],
  ])('goes by %o', async (action, output) => {
    const { exec: _, ...rest } = probe;
    const ports = [{ name: 'web', containerPort: 8080 }];
    await create({ readinessProbe: { ...rest, ...action }, ports }, { 'readiness-probe': 'fail,ok' });
    await clock.runUntil(() => statusOf('a')?.ready === true);
    expect(eventsOf('Unhealthy')).toEqual([`Unhealthy: Readiness probe failed: ${output}`]);
  });

  it.each([
    [{ grpc: { port: 80 } }, 'gRPC probes are not supported by this node'],
    [{ tcpSocket: { port: 'none' } }, 'port none not found'],
    [{}, 'missing probe handler for a_default(uid-4):main'],
  ])('that cannot tell says so and counts for nothing: %o', async (action, why) => {
    const { exec: _, ...rest } = probe;
    await create({ readinessProbe: { ...rest, ...action } });
    await reached('a', 'Running');
    await clock.advance(60_000);
    expect(statusOf('a')).toMatchObject({ ready: false, restartCount: 0 });
    const message = `Readiness probe errored and resulted in unknown state: ${why}`;
    expect(eventsOf('Unhealthy')).toEqual([`Unhealthy: ${message}`]);
  });
});

it('probes nothing any more once the kubelet has stopped, though a container goes on', async () => {
  const driver = trial().talkative();
  let calls = 0;
  trial().vanish();
  trial().start({
    ...driver,
    async start(setup) {
      const run = await driver.start(setup);
      return Object.assign(Object.create(run), { kill: () => {}, terminate: () => {} });
    },
    async exec() {
      calls++;
      return { exitCode: 0, output: '' };
    },
  });
  await create({ readinessProbe: { ...probe, periodSeconds: 1 } });
  await clock.runUntil(() => calls > 3);
  const stopped = trial().kubelet.stop();
  await clock.advance(10_000);
  await stopped;
  const before = calls;
  await clock.advance(60_000);
  expect(calls).toBe(before);
});

describe('a liveness probe', () => {
  it('has the container ended and started again when it fails', async () => {
    await create({ livenessProbe: { ...probe, initialDelaySeconds: 10 } }, { 'liveness-probe': 'fail' });
    await reached('a', 'Running');
    expect(statusOf('a')).toMatchObject({ ready: true });
    expect(await secondsUntil(() => statusOf('a')!.restartCount === 1)).toBe(30);
    expect(statusOf('a')!.lastState!.terminated).toMatchObject({ exitCode: 143, reason: 'Error' });
    expect(eventsOf('Killing')).toEqual(['Killing: Container main failed liveness probe, will be restarted']);
    await clock.runUntil(() => statusOf('a')!.state!.waiting?.reason === 'CrashLoopBackOff');
  });

  it('ends a container for good that is not restarted', async () => {
    await cluster.createPod(
      'a',
      { containers: [{ name: 'main', livenessProbe: probe }] },
      simulate({ duration: 'forever', 'liveness-probe': 'ok,fail' }),
    );
    await reached('a', 'Failed');
    expect(eventsOf('Killing')).toEqual(['Killing: Container main failed liveness probe']);
    expect(statusOf('a')!.state!.terminated!.exitCode).toBe(143);
  });

  it('gives the grace period of its own', async () => {
    const livenessProbe = { ...probe, failureThreshold: 1, terminationGracePeriodSeconds: 4 };
    await create({ livenessProbe }, { 'liveness-probe': 'ok,fail', 'ignore-sigterm': 'true' });
    await clock.runUntil(() => eventsOf('Killing').length > 0);
    expect(await secondsUntil(() => statusOf('a')!.restartCount === 1)).toBe(4);
    expect(statusOf('a')!.lastState!.terminated!.exitCode).toBe(137);
  });

  it('does not disturb the end of the pod', async () => {
    const livenessProbe = { ...probe, periodSeconds: 1 };
    await create({ livenessProbe }, { 'liveness-probe': 'ok,fail', 'ignore-sigterm': 'true' });
    await reached('a', 'Running');
    await cluster.client.delete(pods, 'default', 'a');
    await clock.runUntil(() => cluster.pod('a') === undefined);
    expect(eventsOf('Killing')).toEqual(['Killing: Stopping container main']);
    expect(eventsOf('Unhealthy')).toEqual([]);
  });
});

describe('a startup probe', () => {
  it('holds back the others until it succeeds', async () => {
    const answers = { 'startup-probe': 'fail,fail,ok', 'liveness-probe': 'fail', 'readiness-probe': 'ok' };
    await create({ startupProbe: probe, livenessProbe: probe, readinessProbe: probe }, answers);
    await reached('a', 'Running');
    expect(statusOf('a')).toMatchObject({ started: false, ready: false });
    expect(await secondsUntil(() => statusOf('a')!.started === true)).toBe(20);
    await clock.settle();
    expect(statusOf('a')).toMatchObject({ ready: true });
    expect(await secondsUntil(() => statusOf('a')!.restartCount === 1)).toBeLessThanOrEqual(30);
  });

  it('has the container started again when it fails for good', async () => {
    await create({ startupProbe: { ...probe, failureThreshold: 2 } }, { 'startup-probe': 'fail' });
    await clock.runUntil(() => statusOf('a')?.restartCount === 1);
    expect(eventsOf('Killing')).toEqual(['Killing: Container main failed startup probe, will be restarted']);
  });

  it('of a sidecar holds back what follows it', async () => {
    const sidecar = { name: 'side', restartPolicy: 'Always', startupProbe: probe };
    const spec = { initContainers: [sidecar, { name: 'init' }] };
    await cluster.createPod('a', spec, simulate({ 'startup-probe': 'fail,ok', duration: '1s' }));
    await clock.runUntil(() => statusOf('a', 'side')?.state?.running !== undefined);
    expect(statusOf('a', 'side')).toMatchObject({ started: false, ready: false });
    expect(await secondsUntil(() => statusOf('a', 'init')!.state!.running !== undefined)).toBe(10);
    expect(statusOf('a', 'side')).toMatchObject({ started: true, ready: true });
    await reached('a', 'Succeeded');
  });
});

describe('lifecycle hooks', () => {
  const hook = { exec: { command: ['hook'] } };

  it('after the start hold back the container', async () => {
    await create({ lifecycle: { postStart: { sleep: { seconds: 7 } } } });
    await clock.runUntil(() => statusOf('a') !== undefined);
    expect(statusOf('a')).toMatchObject({
      ready: false,
      state: { waiting: { reason: 'ContainerCreating' } },
    });
    expect(await secondsUntil(() => statusOf('a')!.state!.running !== undefined)).toBeGreaterThan(6);
  });

  it('after the start end the container when they fail', async () => {
    await create({ lifecycle: { postStart: hook } }, { 'post-start': 'fail' });
    await clock.runUntil(() => statusOf('a')?.state?.waiting?.reason === 'CrashLoopBackOff');
    expect(statusOf('a')).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 143 } } });
    expect(eventsOf('FailedPostStartHook')).toHaveLength(1);
    expect(eventsOf('Killing')).toEqual(['Killing: FailedPostStartHook']);
    expect(eventsOf('FailedPostStartHook')).toEqual(['FailedPostStartHook: PostStartHook failed']);
  });

  it('before the stop run within the grace period', async () => {
    await create({ lifecycle: { preStop: hook } }, { 'pre-stop': '12s' });
    await reached('a', 'Running');
    await cluster.client.delete(pods, 'default', 'a');
    expect(await secondsUntil(() => cluster.pod('a') === undefined)).toBe(12);
    expect(eventsOf('FailedPreStopHook')).toEqual([]);
  });

  it('before the stop are given up when the grace period is over, and two seconds are left', async () => {
    await create({ lifecycle: { preStop: hook } }, { 'pre-stop': 'hang', 'ignore-sigterm': 'true' });
    await reached('a', 'Running');
    await cluster.client.delete(pods, 'default', 'a');
    expect(await secondsUntil(() => cluster.pod('a') === undefined)).toBe(32);
  });

  it('before the stop do not keep the container when they fail', async () => {
    await create({ lifecycle: { preStop: hook } }, { 'pre-stop': 'fail' });
    await reached('a', 'Running');
    await cluster.client.delete(pods, 'default', 'a');
    expect(await secondsUntil(() => cluster.pod('a') === undefined)).toBe(0);
    expect(eventsOf('FailedPreStopHook')).toEqual(['FailedPreStopHook: PreStopHook failed']);
  });

  it('before the stop run when a liveness probe has failed', async () => {
    const livenessProbe = { ...probe, failureThreshold: 1 };
    const answers = { 'liveness-probe': 'ok,fail', 'pre-stop': '5s' };
    await create({ livenessProbe, lifecycle: { preStop: hook } }, answers);
    await clock.runUntil(() => eventsOf('Killing').length > 0);
    expect(await secondsUntil(() => statusOf('a')!.restartCount === 1)).toBe(5);
  });
});
