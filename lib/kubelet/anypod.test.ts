import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Container, type Pod, type PodStatus, pods } from '../resources/pod/types';
import { simulate, Trial } from './trial.suite';

/** What holds of every pod, whatever its containers do. */

const answers = fc.constantFrom('ok', 'fail', 'ok,fail', 'fail,ok', 'hang', '3s', 'ok,ok,hang');

const probe = fc.record({
  exec: fc.constant({ command: ['check'] }),
  initialDelaySeconds: fc.constantFrom(0, 7),
  periodSeconds: fc.constantFrom(1, 5),
  timeoutSeconds: fc.constantFrom(1, 2),
  failureThreshold: fc.constantFrom(1, 3),
});

const hooks = fc.record(
  {
    postStart: fc.constantFrom({ exec: { command: ['hook'] } }, { sleep: { seconds: 2 } }),
    preStop: fc.constantFrom({ exec: { command: ['hook'] } }, { sleep: { seconds: 40 } }),
  },
  { requiredKeys: [] },
);

const rules = fc.constantFrom('Restart', 'RestartAllContainers').map((action) => ({
  restartPolicy: 'Never',
  restartPolicyRules: [{ action, exitCodes: { operator: 'In', values: [1] } }],
}));

const probes = fc.record(
  { startupProbe: probe, livenessProbe: probe, readinessProbe: probe, lifecycle: hooks },
  { requiredKeys: [] },
);

const container = fc.tuple(probes, fc.option(rules, { nil: {} })).map((parts) => Object.assign({}, ...parts));

const initContainer = fc.oneof(
  fc.constant({}),
  probes.map((more) => ({ ...more, restartPolicy: 'Always' })),
);

const spec = fc.record({
  restartPolicy: fc.constantFrom('Always', 'OnFailure', 'Never'),
  terminationGracePeriodSeconds: fc.constantFrom(1, 10),
  activeDeadlineSeconds: fc.constantFrom(undefined, 60),
  containers: fc.array(container, { minLength: 1, maxLength: 3 }).map(named('c')),
  initContainers: fc.array(initContainer, { maxLength: 2 }).map(named('i')),
});

const behaviour = fc.record(
  {
    duration: fc.constantFrom('0s', '3s', '20s', 'forever'),
    'exit-code': fc.constantFrom('0', '1', '2'),
    'ignore-sigterm': fc.constantFrom('true', 'false'),
    'start-delay': fc.constantFrom('0s', '1s'),
    'startup-probe': answers,
    'liveness-probe': answers,
    'readiness-probe': answers,
    'post-start': answers,
    'pre-stop': answers,
  },
  { requiredKeys: [] },
);

function named(letter: string) {
  return (list: object[]) => list.map((one, at): Container => ({ name: `${letter}${at}`, ...one }));
}

const isFinal = ({ phase }: PodStatus) => phase === 'Succeeded' || phase === 'Failed';

function checkStatus(status: PodStatus): void {
  for (const one of [...status.containerStatuses!, ...(status.initContainerStatuses ?? [])]) {
    expect(Object.keys(one.state!)).toHaveLength(1);
    if (one.state!.running && one.ready) expect(one.started).toBe(true);
    if (one.started) expect(one.state!.running).toBeDefined();
    if (isFinal(status)) expect(one.state!.running).toBeUndefined();
  }
  const conditions = new Map(status.conditions!.map((condition) => [condition.type, condition.status]));
  expect(conditions.size).toBe(status.conditions!.length);
  const isReady = status.containerStatuses!.every(({ ready }) => ready);
  if (conditions.get('Ready') === 'True') expect(isReady).toBe(true);
}

function checkStep(before: PodStatus, after: PodStatus): void {
  if (isFinal(before)) expect(after.phase).toBe(before.phase);
  for (const one of after.containerStatuses!) {
    const earlier = before.containerStatuses!.find(({ name }) => name === one.name)!;
    expect(one.restartCount).toBeGreaterThanOrEqual(earlier.restartCount);
    expect(one.restartCount).toBeLessThanOrEqual(earlier.restartCount + 1);
  }
}

interface Life {
  podSpec: Pod['spec'];
  given: Record<string, string>;
  /** When the kubelet vanishes and another one takes over, and when the pod is deleted after that. */
  vanishAfterMs: number | undefined;
  deleteAfterMs: number;
}

async function live({ podSpec, given, vanishAfterMs, deleteAfterMs }: Life): Promise<void> {
  const trial = new Trial();
  const { clock, cluster } = trial;
  trial.start();
  await cluster.createPod('a', podSpec, simulate(given));
  if (vanishAfterMs !== undefined) {
    await clock.advance(vanishAfterMs);
    trial.vanish();
    trial.start();
  }
  await clock.advance(deleteAfterMs);
  const graceMs = (podSpec.terminationGracePeriodSeconds ?? 30) * 1000;
  await cluster.client.delete(pods, 'default', 'a').catch(() => {});
  // The start delay, the grace period, and two seconds between the signal and force.
  await clock.advance(1000 + graceMs + 2500);
  expect(cluster.pod('a')).toBeUndefined();
  const history = cluster.history('a');
  for (const status of history) checkStatus(status);
  for (const [at, status] of history.slice(1).entries()) checkStep(history[at]!, status);
  const stopped = trial.kubelet.stop();
  await clock.advance(10_000);
  await stopped;
}

describe('any pod', () => {
  it('tells of itself what can be, and ends when it is told to', async () => {
    const time = fc.integer({ min: 0, max: 90_000 });
    const life = fc.record({
      podSpec: spec,
      given: behaviour,
      vanishAfterMs: fc.option(time, { nil: undefined }),
      deleteAfterMs: time,
    });
    const runs = fc.asyncProperty(life, (one) => live(one as Life));
    await fc.assert(runs, { numRuns: 150, seed: 20261127 });
  }, 120_000);
});
