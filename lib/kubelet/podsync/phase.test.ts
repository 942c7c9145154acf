import { describe, expect, it } from 'vitest';
import type { ContainerState, ContainerStatus, Pod } from '../../resources/pod/types';
import { phaseOf } from './phase';

/** A container in one word: `r`unning, `w`aiting, an exit code, `b`acking off after a failure. */
function stateOf(word: string): Pick<ContainerStatus, 'state' | 'lastState'> {
  if (word === 'r') return { state: { running: {} } };
  if (word === 'w') return { state: { waiting: {} } };
  if (word === 'b') return { state: { waiting: {} }, lastState: { terminated: { exitCode: 1 } } };
  return { state: { terminated: { exitCode: Number(word) } } as ContainerState };
}

function phase(restartPolicy: string, init: string[], main: string[], isOver = false, isInitialized = true) {
  const name = (prefix: string, at: number) => `${prefix}${at}`;
  const pod = {
    metadata: {},
    spec: {
      restartPolicy,
      initContainers: init.map((word, at) => ({
        name: name('i', at),
        ...(word.startsWith('s') ? { restartPolicy: 'Always' } : {}),
      })),
      containers: main.map((_, at) => ({ name: name('c', at) })),
    },
  } as Pod;
  const words = [
    ...init.map((word, at) => [name('i', at), word.replace('s', '')] as const),
    ...main.map((word, at) => [name('c', at), word] as const),
  ];
  const statuses = words
    .filter(([, word]) => word !== '')
    .map(([key, word]) => [key, { name: key, ...stateOf(word) } as ContainerStatus] as const);
  return phaseOf(pod, new Map(statuses), isOver, isInitialized);
}

describe('phaseOf', () => {
  it.each([
    ['Never', ['w'], 'Pending'],
    ['Never', ['r'], 'Running'],
    ['Never', ['r', 'w'], 'Pending'],
    ['Never', ['r', '0'], 'Running'],
    ['Never', ['r', '1'], 'Running'],
    ['Never', ['0', '0'], 'Succeeded'],
    ['Never', ['0', '1'], 'Failed'],
    ['OnFailure', ['0'], 'Succeeded'],
    ['OnFailure', ['1'], 'Running'],
    ['OnFailure', ['b'], 'Running'],
    ['OnFailure', ['0', 'b'], 'Running'],
    ['Always', ['0'], 'Running'],
    ['Always', ['b'], 'Running'],
    ['Never', [''], 'Pending'],
  ])('%s with containers %j: %s', (policy, main, expected) => {
    expect(phase(policy, [], main)).toBe(expected);
  });

  it.each([
    ['Never', ['r'], ['w'], 'Pending'],
    ['Never', ['1'], ['w'], 'Failed'],
    ['OnFailure', ['1'], ['w'], 'Pending'],
    ['OnFailure', ['b'], ['w'], 'Pending'],
    ['Never', ['0', 'sr'], ['w'], 'Pending'],
    ['Never', ['sr'], ['r'], 'Running'],
    ['Never', ['sr'], ['0'], 'Running'],
    ['Never', ['s0'], ['0'], 'Succeeded'],
    ['Never', ['s1'], ['0'], 'Succeeded'],
    ['Never', ['sb'], ['r'], 'Running'],
  ])('%s with init containers %j and containers %j: %s', (policy, init, main, expected) => {
    expect(phase(policy, init, main)).toBe(expected);
  });

  it.each([
    ['Always', ['0'], 'Succeeded'],
    ['Always', ['0', '137'], 'Failed'],
    ['OnFailure', ['b'], 'Failed'],
    ['Never', ['w'], 'Failed'],
  ])('%s with containers %j that will not run again: %s', (policy, main, expected) => {
    expect(phase(policy, [], main, true)).toBe(expected);
  });
});
