import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobSpec } from '../resources/job/types';
import { fromTime } from '../time/clock';
import { seededRandom } from '../time/random';
import {
  activeOf,
  checkFilled,
  checkOver,
  checkSettled,
  checkStep,
  decisionOf,
  type JobSight,
} from './jobinvariants';
import { type EndReason, reasonsToEnd } from './jobmodel';
import { isOver, type JobPlay, playJob } from './jobplay';
import { anyJobSpec } from './jobspecs';
import { createWorld, type World } from './world';

const wildSteps = 25;
const tameSteps = 60;
const seconds = 1000;
/** A suspended Job has no start time, and Kubernetes' server takes none without as finished. */
const neverStarted = 'startTime is required for finished job';

describe('random Jobs', () => {
  it('end as their fields say, and count each pod once', async () => {
    await fc.assert(
      fc.asyncProperty(anyJobSpec, fc.nat(1_000_000), fc.boolean(), (spec, seed, isFaulty) =>
        runJob(spec, seed, isFaulty),
      ),
      { numRuns: 250 },
    );
  }, 120_000);
});

async function runJob(spec: Partial<JobSpec>, seed: number, isFaulty: boolean): Promise<void> {
  const world = await createWorld({ seed });
  const random = seededRandom(seed);
  const play = await playJob(world, random, spec);
  const first = await look(play);
  // Whether a count of failures goes with a pod that is removed depends on which request failed.
  const limitsByIndex = spec.backoffLimitPerIndex !== undefined;
  const run: Run = { world, play, isFaulty, settled: !isFaulty, before: first, undecided: first, due: [] };
  for (let step = 0; step < wildSteps + tameSteps && !isOver(run.before.job); step++) {
    const isTame = step >= wildSteps;
    if (step === wildSteps) await tame(run);
    if (isFaulty && !isTame) world.setFaults({ before: random() * 0.2, after: random() * 0.2 });
    await play.touchPods(isTame);
    if (!isTame && !(isFaulty && limitsByIndex)) await play.touchSpec();
    if (random() < 0.05) await world.restartControllers();
    const active = activeOf(await look(play)).length;
    await world.clock.advance((isTame ? 700 : 2 + random() * 40) * seconds);
    await checkAfter(run, active);
    if (isTame && !decisionOf(run.before.job)) checkFilled(run.before, play.history);
  }
  expect(isOver(run.before.job)).toBe(true);
  checkOver(run.before, play.history, run.undecided);
  if (!isFaulty) expect(world.lines.filter((line) => !line.includes(neverStarted))).toEqual([]);
  await world.stop();
}

interface Run {
  world: World;
  play: JobPlay;
  isFaulty: boolean;
  /** Whether nothing fails, and what failed has been tried again. */
  settled: boolean;
  /** The sight of the step before. */
  before: JobSight;
  /** The last sight at which nothing had decided the Job's end. */
  undecided: JobSight;
  /** The reasons there were then, which the controller may have begun to act on. */
  due: EndReason[];
}

async function look(play: JobPlay): Promise<JobSight> {
  return { job: await play.job(), pods: await play.pods() };
}

/** From here on nothing fails, neither requests nor pods, and the Job is allowed to run. */
async function tame(run: Run): Promise<void> {
  const { world, play, isFaulty } = run;
  world.setFaults({ before: 0, after: 0 });
  if (isFaulty) await world.clock.advance(120 * seconds);
  if (!isOver(await play.job())) await play.hand.patchJob('work', { suspend: false });
  const active = activeOf(await look(play)).length;
  await world.clock.advance(2 * seconds);
  await checkAfter(run, active);
  run.settled = true;
}

/** `activeThen` is how many pods were active when chance had acted and no time had passed yet. */
async function checkAfter(run: Run, activeThen: number): Promise<void> {
  const { play, world, isFaulty, settled, before } = run;
  const after = await look(play);
  checkStep(before, after);
  const decision = decisionOf(after.job);
  const isPast = deadlineHasPassed(after, world.clock.now());
  const due = (past: boolean, active: number) => reasonsToEnd(after.job.spec, play.history, past, active);
  if (decision && !decisionOf(before.job)) {
    const reasons = new Set([...run.due, ...due(isPast, 0)]);
    if (isFaulty && reasons.size > 0) for (const reason of afterBrokenRemoval) reasons.add(reason);
    expect(reasons).toContain(decision);
    // What pods did came before time passed. A Job that wants no pods removes those it has at once.
    const keepsPods = after.job.spec.completions === undefined && !after.job.spec.suspend;
    const left = keepsPods ? activeThen : 0;
    if (settled) expect(decision).toBe(due(false, left)[0] ?? 'DeadlineExceeded');
  }
  if (!decision) {
    if (settled) {
      expect(due(isPast, activeOf(after).length)).toEqual([]);
      checkSettled(after, play.history);
    }
    run.undecided = after;
    run.due = due(isPast, activeOf(after).length);
  }
  run.before = after;
}

/** A removal that broke off leaves pods that are being deleted, and those count as failed. */
const afterBrokenRemoval: readonly EndReason[] = [
  'BackoffLimitExceeded',
  'MaxFailedIndexesExceeded',
  'FailedIndexes',
];

function deadlineHasPassed({ job: { spec, status } }: JobSight, nowMs: number): boolean {
  const startMs = fromTime(status?.startTime);
  if (spec.suspend || startMs === undefined || spec.activeDeadlineSeconds === undefined) return false;
  return nowMs - startMs >= spec.activeDeadlineSeconds * seconds;
}
