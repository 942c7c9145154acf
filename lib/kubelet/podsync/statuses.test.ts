import { describe, expect, it } from 'vitest';
import type { Pod } from '../../resources/pod/types';
import type { ContainerFacts, PodFacts } from './facts';
import { containerStatusesOf } from './statuses';

function facts(containers: Partial<ContainerFacts>[]): PodFacts {
  return {
    pod: {
      metadata: { name: 'a', namespace: 'b', uid: 'c' },
      spec: { containers: [], restartPolicy: 'Never' },
    },
    containers: containers.map((one, at) => ({
      ...{
        spec: { name: `c${at}` },
        kind: 'main',
        attempt: 0,
        state: 'ended',
        isStarted: false,
        isReady: false,
      },
      ...one,
    })),
    ...{ ending: undefined, windDownMs: undefined, restartAllMs: undefined, isReady: true, nowMs: 2000 },
  } as PodFacts & { pod: Pod };
}

const ended = (message: string) => ({ exitCode: 1, message, startedAtMs: 0, finishedAtMs: 1000 });

const messagesOf = (input: PodFacts) =>
  containerStatusesOf(input, true).main.map(({ state }) => state!.terminated!.message!);

describe('termination messages', () => {
  it('have 12 KiB together, each container the same share', () => {
    const long = ended('x'.repeat(4096));
    expect(messagesOf(facts([{ ended: long }]))[0]).toHaveLength(4096);
    expect(messagesOf(facts([{ ended: long }, { ended: long }, { ended: long }]))[2]).toHaveLength(4096);
    const six = Array.from({ length: 6 }, () => ({ ended: long }));
    expect(messagesOf(facts(six)).map((message) => message.length)).toEqual([
      2048, 2048, 2048, 2048, 2048, 2048,
    ]);
  });

  it('are cut between characters', () => {
    const four = Array.from({ length: 4 }, () => ({ ended: ended(`x${'ä'.repeat(2000)}`) }));
    expect(messagesOf(facts(four))[0]).toBe(`x${'ä'.repeat(1535)}`);
  });
});

describe('the last state', () => {
  const running = { state: 'running', startedAtMs: 1500, isStarted: true, isReady: true } as const;

  it('is the end before the present attempt', () => {
    const before = { id: 'x://1', ended: ended('before') };
    const [status] = containerStatusesOf(facts([{ ...running, attempt: 1, previous: before }]), false).main;
    expect(status).toMatchObject({ restartCount: 1, lastState: { terminated: { message: 'before' } } });
  });

  it('is the latest end while the next attempt starts', () => {
    const starting = {
      state: 'starting',
      ended: ended('latest'),
      previous: { id: 'x://1', ended: ended('before') },
    } as const;
    const [status] = containerStatusesOf(facts([starting]), false).main;
    expect(status).toMatchObject({
      state: { waiting: { reason: 'ContainerCreating' } },
      lastState: { terminated: { message: 'latest' } },
    });
  });
});
