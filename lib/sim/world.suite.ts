import { afterEach, beforeEach, expect } from 'vitest';
import { type Hand, handOn } from './hand';
import { createWorld, type World } from './world';

/** A new world for each test, and a hand on it; a test fails when the world has logged a line it was not to. */
export function eachWorld(
  options: Parameters<typeof createWorld>[0] = {},
): () => { world: World; hand: Hand } {
  let world: World;
  let hand: Hand;
  beforeEach(async () => {
    world = await createWorld(options);
    hand = handOn(world.client, world.clock);
  });
  afterEach(async () => {
    expect(world.lines).toEqual([]);
    await world.stop();
  });
  return () => ({ world, hand });
}
