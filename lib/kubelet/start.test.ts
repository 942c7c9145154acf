import { beforeEach, describe, expect, it } from 'vitest';
import { findCondition } from '../meta/object';
import { type Pod, pods } from '../resources/pod/types';
import { fromTime } from '../time/clock';
import type { VirtualClock } from '../time/virtual';
import type { TestCluster } from './cluster.suite';
import { simulatedDriver } from './drivers/simulated';
import type { Kubelet } from './start';
import { eachTrial, simulate, type Trial } from './trial.suite';

let clock: VirtualClock;
let cluster: TestCluster;

const trial = eachTrial();
beforeEach(() => {
  ({ clock, cluster } = trial());
});

const start: Trial['start'] = (...given) => trial().start(...given);
const phase: Trial['phase'] = (name) => trial().phase(name);
const reached: Trial['reached'] = (name, wanted) => trial().reached(name, wanted);
const statusOf: Trial['statusOf'] = (...given) => trial().statusOf(...given);
const conditionsOf: Trial['conditionsOf'] = (name) => trial().conditionsOf(name);

describe('a pod that runs its course', () => {
  it('is bound, runs and succeeds', async () => {
    start();
    await cluster.createPod('a', {}, simulate({ duration: '5s' }));
    await reached('a', 'Running');
    expect(cluster.pod('a')!.spec.nodeName).toBe('node');
    expect(conditionsOf('a')).toEqual([
      'PodReadyToStartContainers True',
      'Initialized True',
      'Ready True',
      'ContainersReady True',
      'PodScheduled True',
    ]);
    expect(statusOf('a')).toMatchObject({ ready: true, started: true, restartCount: 0 });
    expect(cluster.pod('a')!.status).toMatchObject({ podIP: '10.0.0.1', qosClass: 'BestEffort' });
    await reached('a', 'Succeeded');
    expect(statusOf('a')!.state!.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    const { startedAt, finishedAt } = statusOf('a')!.state!.terminated!;
    expect(fromTime(finishedAt)! - fromTime(startedAt)!).toBe(5000);
    expect(conditionsOf('a')).toEqual([
      'PodReadyToStartContainers False',
      'Initialized True PodCompleted',
      'Ready False PodCompleted',
      'ContainersReady False PodCompleted',
      'PodScheduled True',
    ]);
    expect(cluster.events('a')).toEqual([
      'Scheduled: Successfully assigned default/a to node',
      'Created: Container created',
      'Started: Container started',
    ]);
  });

  it('takes one status write when it ends at once', async () => {
    start(simulatedDriver({ clock }));
    await cluster.createPod('a');
    await reached('a', 'Succeeded');
    await clock.advance(60_000);
    expect(cluster.history('a').map((status) => status.phase)).toEqual(['Succeeded']);
    expect(cluster.writes.get('bind pods')).toBe(1);
    expect(cluster.writes.get('update pods')).toBe(1);
    expect(cluster.writes.get('create events')).toBeUndefined();
  });

  it('is told to be creating its containers while they start', async () => {
    start();
    await cluster.createPod('a', {}, simulate({ 'start-delay': '3s' }));
    await clock.runUntil(() => statusOf('a') !== undefined);
    expect(phase('a')).toBe('Pending');
    expect(statusOf('a')!.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    await reached('a', 'Succeeded');
  });

  it('fails for good when it is not restarted', async () => {
    start();
    await cluster.createPod('a', {}, simulate({ 'exit-code': '3' }));
    await reached('a', 'Failed');
    expect(statusOf('a')!.state!.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    expect(conditionsOf('a')).toContain('Ready False PodFailed');
  });
});

describe('restarts', () => {
  it('come at once, then after 10 s, 20 s … 5 min', async () => {
    start();
    await cluster.createPod(
      'a',
      { restartPolicy: 'OnFailure' },
      simulate({ 'exit-code': '1', duration: '1s' }),
    );
    await reached('a', 'Running');
    const starts: number[] = [];
    for (let restarts = 1; restarts <= 8; restarts++) {
      await clock.runUntil(() => statusOf('a')!.restartCount === restarts);
      starts.push(clock.now());
    }
    const gaps = starts.slice(1).map((at, position) => (at - starts[position]!) / 1000);
    expect(gaps).toEqual([11, 21, 41, 81, 161, 301, 301]);
    await clock.runUntil(() => statusOf('a')!.state!.waiting !== undefined);
    expect(phase('a')).toBe('Running');
    const { uid } = cluster.pod('a')!.metadata;
    expect(statusOf('a')).toMatchObject({
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: `back-off 5m0s restarting failed container=main pod=a_default(${uid})`,
        },
      },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
      ready: false,
    });
    expect(cluster.events('a').filter((event) => event.startsWith('BackOff'))).toHaveLength(1);
  });

  it('do not come after success with OnFailure', async () => {
    start();
    await cluster.createPod('a', { restartPolicy: 'OnFailure' });
    await reached('a', 'Succeeded');
    expect(statusOf('a')!.restartCount).toBe(0);
  });
});

describe('init containers and sidecars', () => {
  const spec: Partial<Pod['spec']> = {
    initContainers: [{ name: 'first' }, { name: 'side', restartPolicy: 'Always' }, { name: 'second' }],
  };

  it('run in order, and sidecars end after the others', async () => {
    start();
    await cluster.createPod('a', spec, simulate({ duration: '2s' }));
    await clock.runUntil(() => statusOf('a', 'side')?.state?.running !== undefined);
    expect(phase('a')).toBe('Pending');
    expect(statusOf('a')!.state!.waiting).toEqual({ reason: 'PodInitializing' });
    expect(statusOf('a', 'first')).toMatchObject({ ready: true, state: { terminated: { exitCode: 0 } } });
    const initialized = findCondition(cluster.pod('a')!.status!.conditions, 'Initialized');
    expect(initialized).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [second]',
    });
    await reached('a', 'Running');
    await reached('a', 'Succeeded');
    expect(statusOf('a', 'side')!.state!.terminated).toBeDefined();
    expect(cluster.events('a')).toContain('Killing: Stopping container side');
  });

  it('fail the pod when an init container fails and is not restarted', async () => {
    start();
    await cluster.createPod('a', { initContainers: [{ name: 'first' }] }, simulate({ 'exit-code': '4' }));
    await reached('a', 'Failed');
    expect(statusOf('a')!.state!.waiting).toEqual({ reason: 'PodInitializing' });
    expect(statusOf('a', 'first')!.state!.terminated!.exitCode).toBe(4);
  });
});

describe('the end from outside', () => {
  it('comes by deletion: asked, then gone', async () => {
    start();
    await cluster.createPod('a', {}, simulate({ duration: 'forever' }));
    await reached('a', 'Running');
    await cluster.client.delete(pods, 'default', 'a');
    await clock.runUntil(() => cluster.pod('a') === undefined);
    expect(cluster.history('a').at(-1)).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { exitCode: 143 } } }],
    });
    expect(cluster.events('a')).toContain('Killing: Stopping container main');
  });

  it('comes by force after the grace period', async () => {
    start();
    const deaf = simulate({ duration: 'forever', 'ignore-sigterm': 'true' });
    await cluster.createPod('a', { terminationGracePeriodSeconds: 7 }, deaf);
    await reached('a', 'Running');
    const sinceMs = clock.now();
    await cluster.client.delete(pods, 'default', 'a');
    await clock.runUntil(() => cluster.pod('a') === undefined);
    expect(clock.now() - sinceMs).toBe(7000);
    expect(cluster.history('a').at(-1)!.containerStatuses![0]!.state!.terminated!.exitCode).toBe(137);
  });

  it('comes by the active deadline', async () => {
    start();
    await cluster.createPod('a', { activeDeadlineSeconds: 20 }, simulate({ duration: 'forever' }));
    await reached('a', 'Failed');
    expect(cluster.pod('a')!.status).toMatchObject({
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
    expect(clock.now() - fromTime(cluster.pod('a')!.status!.startTime)!).toBe(20_000);
    const told = cluster.events('a').filter((event) => event.startsWith('DeadlineExceeded'));
    expect(told).toEqual(['DeadlineExceeded: Pod was active on the node longer than the specified deadline']);
  });

  it('by the active deadline is a failure though the container ends well', async () => {
    const driver = trial().talkative();
    start({
      ...driver,
      async start(setup) {
        const run = await driver.start(setup);
        const end = run.end.then((ended) => ({ ...ended, exitCode: 0, signal: undefined }));
        return Object.defineProperty({ ...run, end }, 'ended', {
          get: () => run.ended && { ...run.ended, exitCode: 0 },
        });
      },
    });
    await cluster.createPod('a', { activeDeadlineSeconds: 20 }, simulate({ duration: 'forever' }));
    await reached('a', 'Failed');
    expect(cluster.pod('a')!.status!.reason).toBe('DeadlineExceeded');
    expect(statusOf('a')!.state!.terminated!.exitCode).toBe(0);
  });

  it('comes when somebody else declares the pod over', async () => {
    start();
    await cluster.createPod('a', {}, simulate({ duration: 'forever' }));
    await reached('a', 'Running');
    const pod = cluster.pod('a')!;
    const status = { ...pod.status, phase: 'Failed' as const, reason: 'Evicted' };
    await cluster.client.update(pods, { ...pod, status }, { subresource: 'status' });
    await clock.runUntil(() => statusOf('a')!.state!.terminated !== undefined);
    expect(cluster.pod('a')!.status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
  });

  it('comes by the stop of the kubelet', async () => {
    start();
    const deaf = simulate({ duration: 'forever', 'ignore-sigterm': 'true' });
    await cluster.createPod('a', {}, simulate({ duration: 'forever' }));
    await cluster.createPod('b', {}, deaf);
    await reached('b', 'Running');
    const sinceMs = clock.now();
    const stopped = trial().kubelet.stop();
    await clock.runUntil(() => phase('a') === 'Failed' && phase('b') === 'Failed');
    expect(clock.now() - sinceMs).toBeLessThanOrEqual(3000);
    await stopped;
    expect(cluster.pod('a')!.status).toMatchObject({
      reason: 'Terminated',
      message: 'Pod was terminated in response to imminent node shutdown.',
    });
    expect(conditionsOf('a')).toContain('DisruptionTarget True TerminationByKubelet');
    start();
  });
});

describe('after the kubelet has vanished', () => {
  it('goes on with what the driver can resume and loses the rest', async () => {
    start();
    await cluster.createPod('a', {}, simulate({ duration: '1m' }));
    await reached('a', 'Running');
    trial().vanish();
    const { resume: _, ...forgetful } = trial().talkative();
    start(forgetful);
    await reached('a', 'Failed');
    expect(statusOf('a')!.state!.terminated).toMatchObject({
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
    });
    await cluster.createPod('b', {}, simulate({ duration: '1m' }));
    await reached('b', 'Running');
    const startedMs = clock.now();
    await clock.advance(20_000);
    trial().vanish();
    await clock.advance(20_000);
    start();
    await reached('b', 'Succeeded');
    expect(clock.now() - startedMs).toBe(60_000);
    expect(statusOf('b')!.restartCount).toBe(0);
  });
});

describe('scheduling', () => {
  const asking = (cpu: string) => ({
    containers: [{ name: 'main', resources: { requests: { cpu } } }],
  });

  it('lets pods wait that do not fit, says why, and places them when there is room', async () => {
    start();
    await cluster.createPod('a', asking('3'), simulate({ duration: '10s' }));
    await reached('a', 'Running');
    await cluster.createPod('b', asking('2'));
    await clock.runUntil(() => cluster.events('b').length > 0);
    const message =
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are ' +
      'available: 1 No preemption victims found for incoming pod.';
    expect(cluster.events('b')).toEqual([`FailedScheduling: ${message}`]);
    const scheduled = findCondition(cluster.pod('b')!.status!.conditions, 'PodScheduled');
    expect(scheduled).toMatchObject({ status: 'False', reason: 'Unschedulable', message });
    await reached('b', 'Succeeded');
    expect(phase('a')).toBe('Succeeded');
  });

  it('gives a port of the node to one pod at a time', async () => {
    start();
    const ports = [{ containerPort: 80, hostPort: 8080 }];
    const spec = { containers: [{ name: 'main', ports }] };
    await cluster.createPod('a', spec, simulate({ duration: '10s' }));
    await cluster.createPod('b', spec, simulate({ duration: '10s' }));
    await reached('a', 'Succeeded');
    expect(phase('b')).not.toBe('Succeeded');
    expect(cluster.events('b')[0]).toContain("1 node(s) didn't have free ports for the requested pod ports.");
    await reached('b', 'Succeeded');
  });

  it('places hundreds of pods ten at a time, the longest waiting first', async () => {
    start(simulatedDriver({ clock }), { cpu: '10', memory: '1Gi', pods: '1000' });
    for (let number = 0; number < 300; number++) {
      await cluster.createPod(`p${number}`, asking('1'), simulate({ duration: '1s' }));
    }
    const sinceMs = clock.now();
    await reached('p299', 'Succeeded');
    expect(clock.now() - sinceMs).toBe(30_000);
    expect(phase('p0')).toBe('Succeeded');
  }, 30_000);
});

describe('logs', () => {
  const read = async (name: string, options: Parameters<Kubelet['podLogs']>[2] = {}) =>
    new Response(await trial().kubelet.podLogs('default', name, options)).text();

  it('are served as asked for', async () => {
    start();
    await cluster.createPod('a', {}, simulate({ log: 'one\ntwo\nthree' }));
    await reached('a', 'Succeeded');
    expect(await read('a')).toBe('one\ntwo\nthree\n');
    expect(await read('a', { tailLines: 1 })).toBe('three\n');
    expect(await read('a', { limitBytes: 5 })).toBe('one\nt');
    expect(await read('a', { timestamps: true, tailLines: 1 })).toMatch(/^2026-\S+Z three\n$/);
    await clock.advance(60_000);
    expect(await read('a', { sinceSeconds: 30 })).toBe('');
  });

  it('are served of the attempt before, cut as asked for', async () => {
    start();
    const spec = { restartPolicy: 'OnFailure' as const };
    await cluster.createPod('a', spec, simulate({ log: 'one\ntwo', 'exit-code': '1', duration: '1s' }));
    await clock.runUntil(
      () => statusOf('a')?.restartCount === 1 && statusOf('a')!.state!.running !== undefined,
    );
    expect(await read('a', { previous: true })).toBe('one\ntwo\n');
    const { startedAt } = statusOf('a')!.lastState!.terminated!;
    const stamped = await read('a', { previous: true, tailLines: 1, timestamps: true });
    expect(stamped.slice(0, 19)).toBe(startedAt!.slice(0, 19));
    expect(stamped).toMatch(/Z two\n$/);
    expect(await read('a', { previous: true, tailLines: 2, limitBytes: 5 })).toBe('one\nt');
    const { startedAt: again } = statusOf('a')!.state!.running!;
    expect(await read('a', { previous: true, sinceTime: again })).toBe('');
    expect(await read('a', { sinceTime: again, tailLines: 1 })).toBe('two\n');
    await clock.runUntil(() => statusOf('a')!.state!.waiting?.reason === 'CrashLoopBackOff');
    expect(await read('a', { previous: true })).toBe('one\ntwo\n');
  });

  it.each([
    ['two', {}, 'a container name must be specified for pod two, choose one of: [init a b]'],
    ['two', { container: 'c' }, 'container c is not valid for pod two'],
    ['two', { container: 'a', previous: true }, 'previous terminated container "a" in pod "two" not found'],
    ['slow', {}, 'container "main" in pod "slow" is waiting to start: ContainerCreating'],
  ])('of %s with %o are refused: %s', async (name, options, message) => {
    start();
    const containers = [{ name: 'a' }, { name: 'b' }];
    await cluster.createPod('two', { containers, initContainers: [{ name: 'init' }] });
    await cluster.createPod('slow', {}, simulate({ 'start-delay': '1h' }));
    await reached('two', 'Succeeded');
    await clock.runUntil(() => statusOf('slow') !== undefined);
    const refused = trial().kubelet.podLogs('default', name, options);
    await expect(refused).rejects.toMatchObject({ code: 400, reason: 'BadRequest', message });
  });

  it('are empty while the pod has no node', async () => {
    start();
    await cluster.createPod('a', { nodeSelector: { no: 'where' } });
    await clock.settle();
    expect(await read('a')).toBe('');
  });
});
