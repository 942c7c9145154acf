import { describe, expect, it } from 'vitest';
import type { Pod } from '../../resources/pod/types';
import { decide } from './decide';
import type { ContainerFacts, PodFacts } from './facts';

/**
 * A container in short: `name kind state`, the state a number for one that ended with it at 1000 ms. On its way to
 * its end it is `hooked` while its hook runs, then `due`, then `signalled`. `unstarted`: its startup probe has not
 * succeeded; `faulty`: a probe has failed.
 */
function container(text: string): ContainerFacts {
  const [name = '', kind = 'main', state = 'none'] = text.split(' ');
  const spec = { name, ...(kind === 'sidecar' ? { restartPolicy: 'Always' } : {}) };
  const base = { spec, kind: kind as ContainerFacts['kind'], attempt: 0, isStarted: false, isReady: false };
  if (state === 'none') return { ...base, attempt: -1, state };
  if (state === 'starting') return { ...base, state };
  if (Number.isNaN(Number(state))) return { ...base, state: 'running', ...running[state] };
  const ended = { exitCode: Number(state), startedAtMs: 0, finishedAtMs: 1000 };
  return { ...base, state: 'ended', ended };
}

const running: Record<string, Partial<ContainerFacts>> = {
  running: { isStarted: true },
  unstarted: {},
  faulty: { isStarted: true, fault: { message: 'faulty', graceSeconds: 3, isRestartDue: true } },
  hooked: { isStarted: true, halt: { deadlineMs: 5000, isHookOver: false } },
  due: { isStarted: true, halt: { deadlineMs: 5000, isHookOver: true } },
  signalled: { isStarted: true, halt: { deadlineMs: 5000, isHookOver: true, signalledAtMs: 1500 } },
};

function facts(containers: string[], more: Partial<PodFacts> = {}, restartPolicy = 'Never'): PodFacts {
  return {
    pod: { metadata: {}, spec: { containers: [], restartPolicy } } as unknown as Pod,
    containers: containers.map(container),
    ending: undefined,
    windDownMs: undefined,
    restartAllMs: undefined,
    isReady: true,
    nowMs: 2000,
    ...more,
  };
}

function inShort(input: PodFacts) {
  const decision = decide(input);
  const names = (list: ContainerFacts[]) => list.map(({ spec }) => spec.name).join(' ');
  return [
    ...(decision.start.length > 0 ? [`start ${names(decision.start)}`] : []),
    ...decision.stop.map((one) => `stop ${one.container.spec.name} by ${one.deadlineMs}`),
    ...(decision.signal.length > 0 ? [`signal ${names(decision.signal)}`] : []),
    ...(decision.kill.length > 0 ? [`kill ${names(decision.kill)}`] : []),
    ...(decision.isOver ? ['over'] : []),
    ...(decision.wakeAtMs === undefined ? [] : [`wake ${decision.wakeAtMs}`]),
  ].join(', ');
}

describe('decide', () => {
  it.each([
    [['a', 'b'], 'start a b'],
    [['a main running', 'b'], 'start b'],
    [['a main starting'], ''],
    [['a main 0'], 'over'],
    [['a main 1'], 'over'],
    [['a main 0', 'b main running'], ''],
    [['i init', 'a'], 'start i'],
    [['i init running', 'a'], ''],
    [['i init 0', 'j init', 'a'], 'start j'],
    [['i init 0', 'j init 0', 'a'], 'start a'],
    [['i init 1', 'a'], 'over'],
    [['s sidecar', 'i init', 'a'], 'start s'],
    [['s sidecar starting', 'i init', 'a'], ''],
    [['s sidecar running', 'i init', 'a'], 'start i'],
    [['s sidecar running', 'i init 0', 'a'], 'start a'],
    [['s sidecar unstarted', 'i init 0', 'a'], ''],
    [['s sidecar running', 'i init 1', 'a'], 'stop s by 32000'],
    [['s sidecar 1', 'a main running'], 'start s'],
    [['s sidecar running', 'a main 0'], 'stop s by 32000'],
    [['s sidecar due', 't sidecar due', 'a main 0'], 'signal t, wake 5000'],
    [['a main faulty', 'b main running'], 'stop a by 5000'],
    [['s sidecar faulty', 'i init', 'a'], 'start i, stop s by 5000'],
    [['a main hooked'], 'wake 5000'],
    [['a main due'], 'signal a'],
    [['a main signalled'], 'wake 5000'],
    [['s sidecar 0', 'a main 0'], 'over'],
  ])('%j: %s', (containers, expected) => {
    expect(inShort(facts(containers))).toBe(expected);
  });

  it.each([
    ['OnFailure', ['a main 0'], 'over'],
    ['OnFailure', ['a main 1'], 'start a'],
    ['Always', ['a main 0'], 'start a'],
    ['OnFailure', ['i init 1', 'a'], 'start i'],
    ['OnFailure', ['a main 1', 'b main 0'], 'start a'],
  ])('%s %j: %s', (policy, containers, expected) => {
    expect(inShort(facts(containers, {}, policy))).toBe(expected);
  });

  it('waits out a back-off', () => {
    const input = facts(['a main 1'], {}, 'OnFailure');
    const [first] = input.containers;
    const containers = [{ ...first!, backoff: { delayMs: 10_000, sinceMs: 500 } }];
    expect(inShort({ ...input, containers })).toBe('wake 11000');
    expect(inShort({ ...input, containers, nowMs: 11_000 })).toBe('start a');
  });

  it('does not try what cannot be tried', () => {
    const input = facts(['a', 'b']);
    const held = (heldUntilMs: number) => input.containers.map((one) => ({ ...one, heldUntilMs }));
    expect(inShort({ ...input, containers: held(3000) })).toBe('wake 3000');
    expect(inShort({ ...input, containers: held(Number.POSITIVE_INFINITY) })).toBe('');
    expect(inShort({ ...input, containers: held(2000) })).toBe('start a b');
  });

  it('starts nothing before the volumes are there', () => {
    expect(inShort(facts(['a'], { isReady: false }))).toBe('');
  });

  it('starts again what was ended for that, unless it has to wait', () => {
    const input = facts(['a main 0'], {}, 'OnFailure');
    const due = { ...input.containers[0]!, isRestartDue: true };
    expect(inShort({ ...input, containers: [due] })).toBe('start a');
    const waiting = { ...due, backoff: { delayMs: 10_000, sinceMs: 500 } };
    expect(inShort({ ...input, containers: [waiting] })).toBe('over');
  });

  it.each([
    [['a main running', 'b'], 'stop a by 5000'],
    [['s sidecar running', 'a main running'], 'stop s by 5000, stop a by 5000'],
    [['s sidecar due', 'a main due', 'b main due'], 'signal a b, wake 5000'],
    [['s sidecar due', 'a main hooked'], 'wake 5000'],
    [['s sidecar due', 'a main signalled'], 'wake 5000'],
    [['s sidecar due', 't sidecar due', 'a main 0'], 'signal t, wake 5000'],
    [['s sidecar due', 't sidecar signalled', 'a main 0'], 'wake 5000'],
    [['s sidecar due', 't sidecar 0', 'a main 0'], 'signal s'],
    [['a main faulty'], 'stop a by 5000'],
    [['a', 'b'], 'over'],
    [['a main starting'], ''],
  ])('ends %j from outside: %s', (containers, expected) => {
    expect(inShort(facts(containers, { ending: { deadlineMs: 5000 } }, 'Always'))).toBe(expected);
  });

  it.each([
    ['s sidecar due', 'signal s'],
    ['a main hooked', 'signal a'],
    ['a main signalled', 'kill a'],
  ])('waits for nobody at the deadline: %s', (text, expected) => {
    expect(inShort(facts([text], { ending: { deadlineMs: 5000 }, nowMs: 5000 }))).toBe(expected);
  });

  it('leaves two seconds between the signal and force, unless the kubelet stops', () => {
    const late = {
      ...container('a main signalled'),
      halt: { ...running.signalled!.halt!, signalledAtMs: 4000 },
    };
    const input = facts([], { ending: { deadlineMs: 5000 }, nowMs: 5000, containers: [late] });
    expect(inShort(input)).toBe('wake 6000');
    expect(inShort({ ...input, nowMs: 6000 })).toBe('kill a');
    expect(inShort({ ...input, ending: { deadlineMs: 5000, isDisruption: true } })).toBe('kill a');
  });
});
