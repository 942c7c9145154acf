import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit, follow, pan, ticksOf, timeAt, xOf, zoom } from './timelinescale';

const bounds = { fromMs: 1_000_000, toMs: 1_060_000 };

describe('fit', () => {
  it('shows all of it with a little air', () => {
    const scale = fit(bounds, 800);
    expect(xOf(scale, bounds.fromMs)).toBeGreaterThan(0);
    expect(xOf(scale, bounds.toMs)).toBeLessThan(800);
    expect(xOf(scale, bounds.toMs) - xOf(scale, bounds.fromMs)).toBeGreaterThan(750);
  });

  it('makes something of nothing', () => {
    const scale = fit({ fromMs: 5, toMs: 5 }, 800);
    expect(scale.toMs).toBeGreaterThan(scale.fromMs);
  });
});

describe('any view', () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({
        factor: fc.double({ min: 0.1, max: 10, noNaN: true }),
        x: fc.integer({ min: 0, max: 800 }),
      }),
      fc.record({ by: fc.integer({ min: -5000, max: 5000 }) }),
    ),
    { maxLength: 30 },
  );

  it('keeps a span between a second and the whole, and something of the bounds in sight', () => {
    const whole = fit(bounds, 800);
    fc.assert(
      fc.property(moves, (steps) => {
        let scale = whole;
        for (const step of steps) {
          scale = 'by' in step ? pan(scale, step.by, bounds) : zoom(scale, step.factor, step.x, bounds);
          const spanMs = scale.toMs - scale.fromMs;
          expect(spanMs).toBeGreaterThan(999);
          expect(spanMs).toBeLessThan((whole.toMs - whole.fromMs) * 1.001);
          expect(scale.fromMs).toBeLessThan(bounds.toMs);
          expect(scale.toMs).toBeGreaterThan(bounds.fromMs);
        }
      }),
    );
  });

  it('turns pixels into instants and back', () => {
    const scale = fit(bounds, 800);
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 2000 }), (x) => {
        expect(xOf(scale, timeAt(scale, x))).toBeCloseTo(x, 6);
      }),
    );
  });
});

describe('zoom', () => {
  it('holds the instant under the pointer', () => {
    const scale = fit(bounds, 800);
    const heldMs = timeAt(scale, 300);
    expect(xOf(zoom(scale, 4, 300, bounds), heldMs)).toBeCloseTo(300, 6);
  });
});

describe('follow', () => {
  it('keeps now near the right edge', () => {
    const scale = follow(fit(bounds, 800), bounds.toMs + 10_000);
    expect(xOf(scale, bounds.toMs + 10_000)).toBeCloseTo(760, 0);
  });
});

describe('ticksOf', () => {
  it('lie at round distances from the origin and not too close', () => {
    const scale = fit(bounds, 800);
    const ticks = ticksOf(scale, bounds.fromMs);
    expect(ticks.length).toBeGreaterThan(3);
    for (const [place, { atMs, stepMs }] of ticks.entries()) {
      expect((atMs - bounds.fromMs) % stepMs).toBe(0);
      if (place > 0) expect(xOf(scale, atMs) - xOf(scale, ticks[place - 1]!.atMs)).toBeGreaterThanOrEqual(90);
    }
  });
});
