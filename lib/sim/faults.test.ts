import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexKey } from '../controllers/job/podfacts';
import { isTrue } from '../meta/object';
import { seededRandom } from '../time/random';
import { handOn } from './hand';
import { createWorld } from './world';

/**
 * Runs a Job whose pods end at random while the controllers' writes fail and the controllers start anew;
 * answers what came of it.
 */
async function runThroughFaults(seed: number, isIndexed: boolean, completions: number, failureOdds: number) {
  const world = await createWorld({ seed });
  const hand = handOn(world.client, world.clock);
  const random = seededRandom(seed);
  const ended = { succeeded: 0, failed: 0 };
  const succeededIndexes: (string | undefined)[] = [];
  await hand.makeJob('work', {
    completions,
    parallelism: 4,
    backoffLimit: 1000,
    completionMode: isIndexed ? 'Indexed' : 'NonIndexed',
  });
  for (let round = 0; round < 400; round++) {
    world.setFaults(round < 200 ? { before: 0.1, after: 0.1 } : { before: 0, after: 0 });
    if (random() < 0.05) await world.restartControllers();
    await world.clock.advance(random() * 2000);
    for (const pod of await hand.activePods('work')) {
      if (random() < 0.5) continue;
      if (random() < failureOdds) {
        ended.failed++;
        await hand.fail(pod, 1, 3_600_000);
      } else {
        ended.succeeded++;
        succeededIndexes.push(pod.metadata.annotations?.[indexKey]);
        await hand.succeed(pod);
      }
    }
    if (isTrue((await hand.job('work')).status?.conditions, 'Complete')) break;
  }
  await world.clock.advance(60_000);
  const { status } = await hand.job('work');
  const held = (await hand.pods('work')).filter(({ metadata }) => metadata.finalizers?.length);
  await world.stop();
  return { status, ended, succeededIndexes, held };
}

describe('a Job under faults', () => {
  it('completes, counts every pod once, and runs no index to success twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 25 }),
        fc.constantFrom(0, 0.3),
        async (seed, isIndexed, completions, failureOdds) => {
          const { status, ended, succeededIndexes, held } = await runThroughFaults(
            seed,
            isIndexed,
            completions,
            failureOdds,
          );
          expect(isTrue(status?.conditions, 'Complete')).toBe(true);
          expect([status?.succeeded, status?.failed ?? 0]).toEqual([ended.succeeded, ended.failed]);
          expect(status?.uncountedTerminatedPods).toEqual({});
          expect(held).toEqual([]);
          if (isIndexed) expect(new Set(succeededIndexes).size).toBe(completions);
          expect(succeededIndexes).toHaveLength(completions);
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);
});
