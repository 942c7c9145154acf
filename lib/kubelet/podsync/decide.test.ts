import { describe, expect, it } from 'vitest';
import type { Pod } from '../../resources/pod/types';
import { decide } from './decide';
import type { ContainerFacts, PodFacts } from './facts';

/** A container in short: `name kind state`, the state a number for one that ended with it at 1000 ms. */
function container(text: string): ContainerFacts {
  const [name = '', kind = 'main', state = 'none'] = text.split(' ');
  const spec = { name, ...(kind === 'sidecar' ? { restartPolicy: 'Always' } : {}) };
  const base = { spec, kind: kind as ContainerFacts['kind'] };
  if (state === 'none') return { ...base, attempt: -1, state };
  if (state === 'running' || state === 'starting') return { ...base, attempt: 0, state };
  const ended = { exitCode: Number(state), startedAtMs: 0, finishedAtMs: 1000 };
  return { ...base, attempt: 0, state: 'ended', ended };
}

function facts(containers: string[], more: Partial<PodFacts> = {}, restartPolicy = 'Never'): PodFacts {
  return {
    pod: { metadata: {}, spec: { containers: [], restartPolicy } } as unknown as Pod,
    containers: containers.map(container),
    ending: undefined,
    windDownMs: undefined,
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
    ...(decision.terminate.length > 0 ? [`terminate ${names(decision.terminate)}`] : []),
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
    [['s sidecar running', 'i init 1', 'a'], 'terminate s, wake 32000'],
    [['s sidecar 1', 'a main running'], 'start s'],
    [['s sidecar running', 'a main 0'], 'terminate s, wake 32000'],
    [['s sidecar running', 't sidecar running', 'a main 0'], 'terminate t, wake 32000'],
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

  it.each([
    [['a main running', 'b'], 'terminate a, wake 5000'],
    [['s sidecar running', 'a main running', 'b main running'], 'terminate a b, wake 5000'],
    [['s sidecar running', 'a main 0'], 'terminate s, wake 5000'],
    [['a', 'b'], 'over'],
  ])('ends %j from outside: %s', (containers, expected) => {
    expect(inShort(facts(containers, { ending: { deadlineMs: 5000 } }, 'Always'))).toBe(expected);
  });

  it('kills at the deadline', () => {
    const input = facts(['s sidecar running', 'a main running'], { ending: { deadlineMs: 2000 } });
    expect(inShort(input)).toBe('kill s a');
    const winding = facts(['s sidecar running', 'a main 0'], { windDownMs: 2000 });
    expect(inShort(winding)).toBe('kill s');
  });
});
