import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../time/virtual';
import { describeDriver, plainSetup } from '../driver.suite';
import { simulatedDriver } from './simulated';
import { outcomeOf } from './simulated/outcome';

describeDriver('simulated', async () => {
  const clock = virtualClock();
  return {
    driver: simulatedDriver({ clock }),
    behave: (setup, { exitCode, lines, runsForever, ignoresTerm }) => ({
      ...setup,
      annotations: {
        ...setup.annotations,
        ...(exitCode === undefined ? {} : { 'simulate.gantry.dev/exit-code': String(exitCode) }),
        ...(lines ? { 'simulate.gantry.dev/log': lines.join('\n') } : {}),
        ...(runsForever ? { 'simulate.gantry.dev/duration': 'forever' } : {}),
        ...(ignoresTerm ? { 'simulate.gantry.dev/ignore-sigterm': 'true' } : {}),
      },
    }),
    async wait(promise) {
      await clock.settle();
      return promise;
    },
    dispose: async () => {},
  };
});

describe('simulated outcomes', () => {
  const outcome = (annotations: Record<string, string>, uid = 'uid', index?: number) => {
    const named = Object.fromEntries(
      Object.entries(annotations).map(([name, value]) => [`simulate.gantry.dev/${name}`, value]),
    );
    if (index !== undefined) named['batch.kubernetes.io/job-completion-index'] = String(index);
    return outcomeOf({ ...plainSetup(uid), annotations: named }, 7);
  };
  const many = Array.from({ length: 1000 }, (_, number) => `uid-${number}`);

  it('is instant success without annotations', () => {
    expect(outcome({})).toMatchObject({ startDelayMs: 0, durationMs: 0, exitCode: 0 });
  });

  it.each([
    ['500ms', 500],
    ['5s', 5000],
    ['1m30s', 90_000],
    ['1.5h', 5400_000],
    ['forever', Number.POSITIVE_INFINITY],
  ])('reads %s', (duration, durationMs) => {
    expect(outcome({ duration }).durationMs).toBe(durationMs);
  });

  it('draws durations evenly from a range, the same for the same pod', () => {
    const drawn = many.map((uid) => outcome({ duration: '1s-10s' }, uid).durationMs);
    expect(drawn).toEqual(many.map((uid) => outcome({ duration: '1s-10s' }, uid).durationMs));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(10_000);
    const mean = drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length;
    expect(mean).toBeGreaterThan(5000);
    expect(mean).toBeLessThan(6000);
  });

  it.each([
    [{ 'fail-indexes': '1,3-5' }, [0, 1, 0, 1, 1, 1, 0]],
    [{ 'fail-indexes': '2', 'exit-code': '42' }, [0, 0, 42, 0, 0, 0, 0]],
    [{ 'exit-code': '3' }, [3, 3, 3, 3, 3, 3, 3]],
    [{ 'failure-rate': '1' }, [1, 1, 1, 1, 1, 1, 1]],
    [{ 'failure-rate': '0' }, [0, 0, 0, 0, 0, 0, 0]],
  ])('fails by %o', (annotations, codes) => {
    const named = annotations as unknown as Record<string, string>;
    expect(codes.map((_, index) => outcome(named, 'uid', index).exitCode)).toEqual(codes);
  });

  it('fails about as often as the rate says', () => {
    const failed = many.filter((uid) => outcome({ 'failure-rate': '0.2' }, uid).exitCode === 1);
    expect(failed.length).toBeGreaterThan(150);
    expect(failed.length).toBeLessThan(250);
  });
});
