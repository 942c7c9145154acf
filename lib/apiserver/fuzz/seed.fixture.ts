import { systemRandom } from '../../time/random';

/** The seed of this run: of `GANTRY_FUZZ_SEED` where that is set, else a new one, which is printed. */
export function fuzzSeed(): number {
  const given = process.env.GANTRY_FUZZ_SEED;
  const seed = given === undefined ? Math.floor(systemRandom() * 2 ** 31) : Number(given);
  console.info(`fuzzing with GANTRY_FUZZ_SEED=${seed}`);
  return seed;
}
