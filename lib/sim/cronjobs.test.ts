import { beforeEach, describe, expect, it } from 'vitest';
import { type CronJobSpec, cronJobs } from '../resources/cronjob/types';
import { events } from '../resources/event/types';
import { jobs } from '../resources/job/types';
import type { Hand } from './hand';
import type { World } from './world';
import { eachWorld } from './world.suite';

let world: World;
let hand: Hand;

const each = eachWorld({ startMs: Date.UTC(2026, 0, 1, 0, 0, 30) });
beforeEach(() => {
  ({ world, hand } = each());
});

const minuteMs = 60_000;
const nameAt = (minute: number) => `tick-${Date.UTC(2026, 0, 1, 0, minute) / minuteMs}`;
const jobNames = async () =>
  (await world.client.list(jobs, { namespace: 'default' })).items.map(({ metadata }) => metadata.name);
const cron = () => world.client.get(cronJobs, 'default', 'tick');

const template = { spec: { restartPolicy: 'Never' as const, containers: [{ name: 'main', image: 'x' }] } };

async function make(spec: Partial<CronJobSpec> = {}): Promise<void> {
  await world.client.create(cronJobs, {
    metadata: { name: 'tick', namespace: 'default' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { backoffLimit: 0, template } }, ...spec },
  });
  await world.clock.settle();
}

async function finish(name: string): Promise<void> {
  const [pod] = await hand.activePods(name);
  await hand.succeed(pod!);
  await world.clock.advance(500);
}

describe('a CronJob', () => {
  it('makes a Job on the minute, and lists it while it runs', async () => {
    await make();
    await world.clock.advance(29_000);
    expect(await jobNames()).toEqual([]);
    await world.clock.advance(2000);
    expect(await jobNames()).toEqual([nameAt(1)]);
    expect((await cron()).status).toMatchObject({
      active: [{ kind: 'Job', name: nameAt(1) }],
      lastScheduleTime: '2026-01-01T00:01:00Z',
    });
    await finish(nameAt(1));
    const { status } = await cron();
    expect(status?.active ?? []).toEqual([]);
    expect(status?.lastSuccessfulTime).toBe('2026-01-01T00:01:01Z');
    expect((await hand.told('tick')).map((line) => line.split(':')[0])).toEqual([
      'SuccessfulCreate',
      'SawCompletedJob',
    ]);
  });

  it.each([
    ['Allow', [nameAt(1), nameAt(2)]],
    ['Forbid', [nameAt(1)]],
    ['Replace', [nameAt(2)]],
  ] as const)('does what %s asks for when the last Job still runs', async (concurrencyPolicy, names) => {
    await make({ concurrencyPolicy });
    await world.clock.advance(2 * minuteMs);
    expect(await jobNames()).toEqual(names);
    expect((await cron()).status?.active?.map(({ name }) => name)).toEqual(names);
  });

  it('keeps as many finished Jobs as it is told to', async () => {
    await make({ successfulJobsHistoryLimit: 2 });
    await world.clock.advance(minuteMs);
    for (let minute = 1; minute <= 4; minute++) {
      await finish(nameAt(minute));
      await world.clock.advance(minuteMs - 500);
    }
    expect(await jobNames()).toEqual([nameAt(3), nameAt(4), nameAt(5)]);
  });

  it('stops when suspended, and makes up for the latest run when resumed', async () => {
    await make({ suspend: true });
    await world.clock.advance(5 * minuteMs);
    expect(await jobNames()).toEqual([]);
    await world.client.patch(cronJobs, 'default', 'tick', 'merge', { spec: { suspend: false } });
    await world.clock.advance(1000);
    expect(await jobNames()).toEqual([nameAt(5)]);
  });

  it('follows another schedule from now on', async () => {
    await make({ schedule: '0 0 1 1 *' });
    await world.clock.advance(minuteMs);
    await world.client.patch(cronJobs, 'default', 'tick', 'merge', { spec: { schedule: '*/3 * * * *' } });
    await world.clock.advance(minuteMs);
    expect(await jobNames()).toEqual([]);
    await world.clock.advance(minuteMs);
    expect(await jobNames()).toEqual([nameAt(3)]);
  });

  it('makes no Job twice, however often the controllers start anew', async () => {
    await make();
    await world.clock.advance(31_000);
    await world.restartControllers();
    await world.clock.advance(10_000);
    await world.restartControllers();
    await world.clock.advance(10_000);
    expect(await jobNames()).toEqual([nameAt(1)]);
  });

  it('tells of a Job made by hand at every look, takes no note of it while it runs, and of its success', async () => {
    await make({ schedule: '0 0 1 1 *' });
    const { uid } = (await cron()).metadata;
    const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'tick', uid: uid!, controller: true };
    await world.client.create(jobs, {
      metadata: { name: 'by-hand', namespace: 'default', ownerReferences: [owner] },
      spec: { template },
    });
    await world.clock.advance(1000);
    const saw = 'UnexpectedJob: Saw a job that the controller did not create or forgot: by-hand';
    expect(await hand.told('tick')).toEqual([saw]);
    const [event] = (await world.client.list(events, { namespace: 'default' })).items.filter(
      ({ reason }) => reason === 'UnexpectedJob',
    );
    expect(event?.count).toBeGreaterThan(1);
    await finish('by-hand');
    const { status } = await cron();
    expect(status?.active ?? []).toEqual([]);
    expect(status?.lastSuccessfulTime).toBe('2026-01-01T00:00:31Z');
    expect(await hand.told('tick')).toEqual([saw]);
  });

  it('drops a Job from its list when somebody deletes it, and goes on', async () => {
    await make({ concurrencyPolicy: 'Forbid' });
    await world.clock.advance(minuteMs);
    await world.client.delete(jobs, 'default', nameAt(1), { propagationPolicy: 'Background' });
    await world.clock.advance(1000);
    expect((await cron()).status?.active ?? []).toEqual([]);
    expect(await hand.told('tick')).toContain(`MissingJob: Active job went missing: ${nameAt(1)}`);
    await world.clock.advance(minuteMs);
    expect(await jobNames()).toEqual([nameAt(2)]);
  });

  it('starts nothing while it is being deleted, and goes after its Jobs', async () => {
    await make();
    await world.clock.advance(minuteMs);
    const [pod] = await hand.activePods(nameAt(1));
    await hand.run(pod!);
    await world.client.delete(cronJobs, 'default', 'tick', { propagationPolicy: 'Foreground' });
    await world.clock.advance(31_000);
    expect(await jobNames()).toEqual([nameAt(1)]);
    expect((await cron()).metadata.finalizers).toEqual(['foregroundDeletion']);
    await hand.remove((await hand.pods())[0]!);
    await world.clock.advance(1000);
    expect([await jobNames(), (await world.client.list(cronJobs)).items]).toEqual([[], []]);
  });

  it('leaves a Job of its name alone that is not its own, and the run with it', async () => {
    await make();
    const metadata = { name: nameAt(1), namespace: 'default' };
    await world.client.create(jobs, { metadata, spec: { template, suspend: true } });
    await world.clock.advance(minuteMs);
    expect((await cron()).status?.active ?? []).toEqual([]);
    await world.client.delete(jobs, 'default', nameAt(1), { propagationPolicy: 'Background' });
    await world.clock.advance(minuteMs);
    expect(await jobNames()).toEqual([]);
    await world.client.patch(cronJobs, 'default', 'tick', 'merge', {
      metadata: { labels: { look: 'again' } },
    });
    await world.clock.advance(1000);
    expect(await jobNames()).toEqual([nameAt(2)]);
  });

  it('says so when a schedule is changed to one that never fires', async () => {
    await make();
    await world.client.patch(cronJobs, 'default', 'tick', 'merge', { spec: { schedule: '0 0 30 2 *' } });
    await world.clock.advance(1000);
    expect(await hand.told('tick')).toEqual([
      'InvalidSchedule: invalid schedule: 0 0 30 2 * : time difference between two schedules is less than 1 second',
    ]);
  });

  it('takes its Jobs and their pods along when it goes', async () => {
    await make();
    await world.clock.advance(minuteMs);
    expect(await hand.pods()).toHaveLength(1);
    await world.client.delete(cronJobs, 'default', 'tick', { propagationPolicy: 'Background' });
    await world.clock.advance(5000);
    expect([await jobNames(), await hand.pods()]).toEqual([[], []]);
  });
});
