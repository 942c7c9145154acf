import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCondition, isTrue } from '../meta/object';
import { runAfterKey } from '../resources/job/runafter';
import { waitingType } from '../resources/job/runafterstate';
import { type Job, jobs } from '../resources/job/types';
import { seededRandom } from '../time/random';
import { type Hand, handOn } from './hand';
import { createWorld } from './world';

type Ending = 'Complete' | 'Failed';

/** A Job as drawn: what it runs after, and how it ends once it runs. */
interface Drawn {
  after: { at: number; endings: Ending[] }[];
  ends: Ending;
}

/** One more than there are Jobs: a predecessor of that number is missing. */
const most = 6;
const nameAt = (at: number) => `j${at}`;

const endings = fc.constantFrom<Ending[]>(['Complete'], ['Failed'], ['Complete', 'Failed']);
const drawnJob: fc.Arbitrary<Drawn> = fc.record({
  after: fc.uniqueArray(fc.record({ at: fc.nat(most), endings }), { selector: ({ at }) => at, maxLength: 3 }),
  ends: fc.constantFrom<Ending>('Complete', 'Complete', 'Failed'),
});

/** What is to become of each Job: how it ends, or the reason it is told for never being started. */
function foretell(drawn: readonly Drawn[]): string[] {
  const ended = new Map<number, Ending>();
  for (let round = 0; round < drawn.length; round++) {
    for (const [at, { after, ends }] of drawn.entries()) {
      if (after.every((each) => each.endings.some((ending) => ending === ended.get(each.at))))
        ended.set(at, ends);
    }
  }
  const stuck = (at: number) => at < drawn.length && !ended.has(at);
  const reaches = drawn.map((_, from) => reachedFrom(from, drawn, stuck));
  return drawn.map(({ after }, at) => {
    if (ended.has(at)) return ended.get(at)!;
    if (reaches[at]!.has(at)) return 'JobsInCircle';
    if (after.some((each) => ended.has(each.at) && !each.endings.includes(ended.get(each.at)!))) {
      return 'JobsEndedOtherwise';
    }
    return after.some((each) => each.at >= drawn.length) ? 'JobsMissing' : 'WaitingForJobs';
  });
}

function reachedFrom(from: number, drawn: readonly Drawn[], stuck: (at: number) => boolean): Set<number> {
  const reached = new Set<number>();
  const follow = (at: number) => {
    for (const { at: next } of drawn[at]!.after) {
      if (!stuck(next) || reached.has(next)) continue;
      reached.add(next);
      follow(next);
    }
  };
  if (stuck(from)) follow(from);
  return reached;
}

async function make(
  hand: Hand,
  { client }: { client: Parameters<typeof handOn>[0] },
  at: number,
  drawn: Drawn,
) {
  const text = drawn.after.map((each) => `${nameAt(each.at)}=${each.endings.join('|')}`).join(', ');
  const template = (await hand.job('pattern')).spec.template.spec;
  await client.create(jobs, {
    metadata: {
      name: nameAt(at),
      namespace: 'default',
      annotations: text ? { [runAfterKey]: text } : {},
    },
    spec: { template: { spec: template }, backoffLimit: 0, suspend: text !== '' },
  });
}

function outcomeOf({ status }: Job): string {
  const ending = (['Complete', 'Failed'] as const).find((type) => isTrue(status?.conditions, type));
  return ending ?? findCondition(status?.conditions, waitingType)?.reason ?? 'nothing';
}

/** Jobs that were started though one they run after had not ended as asked. */
function startedTooSoon(drawn: readonly Drawn[], present: ReadonlyMap<string, Job>): string[] {
  return drawn.flatMap(({ after }, at) => {
    const job = present.get(nameAt(at));
    if (!job || job.spec.suspend) return [];
    const isRight = after.every((each) => {
      const other = present.get(nameAt(each.at));
      return other && each.endings.some((ending) => ending === outcomeOf(other));
    });
    return isRight ? [] : [nameAt(at)];
  });
}

/**
 * Makes the Jobs in a random order and lets their pods end one by one, while writes of the controllers fail
 * and they start anew; answers what became of the Jobs.
 */
async function play(
  seed: number,
  restartOdds: number,
  drawn: readonly Drawn[],
): Promise<{ outcomes: string[]; tooSoon: string[] }> {
  const world = await createWorld({ seed });
  const hand = handOn(world.client, world.clock);
  const random = seededRandom(seed);
  await hand.makeJob('pattern', { suspend: true });
  const order = drawn.map((_, at) => ({ at, key: random() })).sort((a, b) => a.key - b.key);
  const tooSoon = new Set<string>();
  const rounds = 60;
  for (let round = 0; round < rounds; round++) {
    const isFaulty = round < rounds / 2;
    world.setFaults(isFaulty ? { before: 0.15, after: 0.15 } : { before: 0, after: 0 });
    const next = order.pop();
    if (next) await make(hand, world, next.at, drawn[next.at]!);
    if (random() < restartOdds) await world.restartControllers();
    await world.clock.advance(random() * 3000);
    const { items } = await world.client.list(jobs, { namespace: 'default' });
    const present = new Map(items.map((job) => [job.metadata.name!, job]));
    for (const name of startedTooSoon(drawn, present)) tooSoon.add(name);
    for (const pod of await hand.activePods()) {
      if (isFaulty && random() < 0.5) continue;
      const { ends } = drawn[Number(/^j(\d+)-/.exec(pod.metadata.name!)![1])]!;
      await (ends === 'Complete' ? hand.succeed(pod) : hand.fail(pod));
    }
  }
  await world.clock.advance(120_000);
  const found = await Promise.all(drawn.map((_, at) => hand.job(nameAt(at))));
  await world.stop();
  return { outcomes: found.map(outcomeOf), tooSoon: [...tooSoon] };
}

describe('Jobs in any order', () => {
  it('run as a model says, through faults and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom(0, 0.1),
        fc.array(drawnJob, { minLength: 1, maxLength: most }),
        async (seed, restartOdds, drawn) => {
          const { outcomes, tooSoon } = await play(seed, restartOdds, drawn);
          expect(outcomes).toEqual(foretell(drawn));
          expect(tooSoon).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});
