import { beforeEach, describe, expect, it } from 'vitest';
import { findCondition } from '../meta/object';
import { type Container, pods } from '../resources/pod/types';
import type { VirtualClock } from '../time/virtual';
import type { TestCluster } from './cluster.suite';
import { eachTrial, simulate, type Trial } from './trial.suite';

/** Restart rules of containers through the whole kubelet. */

let clock: VirtualClock;
let cluster: TestCluster;

const trial = eachTrial();
beforeEach(() => {
  ({ clock, cluster } = trial());
  trial().start();
});

const reached: Trial['reached'] = (name, wanted) => trial().reached(name, wanted);
const statusOf: Trial['statusOf'] = (...given) => trial().statusOf(...given);

const rule = (action: string, ...values: number[]): Partial<Container> => ({
  restartPolicy: 'Never',
  restartPolicyRules: [{ action, exitCodes: { operator: 'In', values } }],
});

describe('a rule of a container', () => {
  it('has it started again though the pod is not', async () => {
    const containers = [{ name: 'main', ...rule('Restart', 42) }];
    await cluster.createPod('a', { containers }, simulate({ 'exit-code': '42', duration: '1s' }));
    await clock.runUntil(() => statusOf('a')?.restartCount === 2);
    expect(trial().phase('a')).toBe('Running');
    expect(statusOf('a')!.lastState!.terminated!.exitCode).toBe(42);
  });

  it('leaves other codes to its policy', async () => {
    const containers = [{ name: 'main', ...rule('Restart', 42) }];
    const spec = { containers, restartPolicy: 'Always' as const };
    await cluster.createPod('a', spec, simulate({ 'exit-code': '43' }));
    await reached('a', 'Failed');
    expect(statusOf('a')!.restartCount).toBe(0);
  });

  it('lets one container of several fail for good while another goes on', async () => {
    const containers = [
      { name: 'main', restartPolicy: 'OnFailure' },
      { name: 'other', restartPolicy: 'Never' },
    ];
    await cluster.createPod('a', { containers }, simulate({ 'exit-code': '1', duration: '1s' }));
    await clock.runUntil(() => (statusOf('a')?.restartCount ?? 0) === 2);
    expect(statusOf('a', 'other')).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 1 } } });
    expect(trial().phase('a')).toBe('Running');
  });
});

describe('RestartAllContainers', () => {
  /** What each container does, for each its own. */
  const outcomes: Record<string, Record<string, string>> = {
    init: { duration: '1s' },
    side: { 'ignore-sigterm': 'true', 'pre-stop': 'hang' },
    main: { duration: '5s', 'exit-code': '42' },
    other: { duration: 'forever' },
  };
  const spec = {
    initContainers: [
      { name: 'init' },
      { name: 'side', restartPolicy: 'Always', lifecycle: { preStop: { exec: { command: ['never'] } } } },
    ],
    containers: [{ name: 'main', ...rule('RestartAllContainers', 42) }, { name: 'other' }],
  };
  const conditions = () =>
    cluster.history('a').flatMap((status) => {
      const found = findCondition(status.conditions, 'AllContainersRestarting');
      return found ? [[found.status, found.reason].filter(Boolean).join(' ')] : [];
    });
  const countsOf = () => ['init', 'side', 'main', 'other'].map((name) => statusOf('a', name)?.restartCount);

  beforeEach(async () => {
    const driver = trial().talkative();
    const outcomeOf = (name: string) => simulate(outcomes[name] ?? {});
    trial().vanish();
    trial().start({
      ...driver,
      start: (setup) => driver.start({ ...setup, annotations: outcomeOf(setup.ref.container) }),
      resume: (setup, at) => driver.resume!({ ...setup, annotations: outcomeOf(setup.ref.container) }, at),
    });
    await cluster.createPod('a', { ...spec, terminationGracePeriodSeconds: 100 });
    await reached('a', 'Running');
  });

  it('ends all at once, without hooks, and starts anew with the init containers', async () => {
    expect(conditions().at(-1)).toBe('False');
    await clock.advance(5000);
    expect(conditions().at(-1)).toBe('True RestartAllContainersStarted');
    expect(statusOf('a', 'other')!.state!.terminated!.exitCode).toBe(143);
    await clock.advance(2000);
    expect(statusOf('a', 'side')!.lastState!.terminated!.exitCode).toBe(137);
    expect(statusOf('a', 'init')).toMatchObject({ restartCount: 1, state: { running: {} } });
    expect(statusOf('a')!.state!.waiting).toEqual({ reason: 'PodInitializing' });
    expect(conditions().at(-1)).toBe('False');
    await clock.advance(1000);
    expect(countsOf()).toEqual([1, 1, 1, 1]);
    expect(cluster.history('a').at(-1)!.phase).toBe('Running');
    expect(cluster.events('a').filter((event) => event.startsWith('FailedPreStopHook'))).toEqual([]);
  });

  it('waits longer each time', async () => {
    const sinceMs = clock.now();
    await clock.runUntil(() => statusOf('a')?.restartCount === 3);
    expect(clock.now() - sinceMs).toBeGreaterThan(30_000);
    expect(cluster.history('a').some(({ phase }) => phase === 'Failed')).toBe(false);
  });

  it('goes on after the kubelet has vanished amid it', async () => {
    await clock.advance(6000);
    expect(conditions().at(-1)).toBe('True RestartAllContainersStarted');
    trial().vanish();
    trial().start();
    await clock.runUntil(() => statusOf('a')?.restartCount === 1);
    expect(countsOf()[0]).toBe(1);
  });

  it('gives way to the end of the pod', async () => {
    await clock.advance(6000);
    await cluster.client.delete(pods, 'default', 'a', { gracePeriodSeconds: 1 });
    await clock.runUntil(() => cluster.pod('a') === undefined);
    expect(conditions().at(-1)).toBe('False PodFailed');
    expect(countsOf()).toEqual([undefined, undefined, undefined, undefined]);
  });
});
