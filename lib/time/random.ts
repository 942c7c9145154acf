/** A source of randomness: uniform numbers in [0, 1). Seeded in tests, so that a run can be repeated. */
export type Random = () => number;

/** The system's randomness. */
export const systemRandom: Random = () => Math.random();

/** A repeatable source from a seed (the splitmix32 generator). */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 4294967296;
  };
}

/** A version 4 UUID, as Kubernetes gives to `metadata.uid`. */
export function newUid(random: Random): string {
  const [first, second, third, fourth] = [
    hexDigits(random),
    hexDigits(random),
    hexDigits(random),
    hexDigits(random),
  ];
  const variant = '89ab'[Number.parseInt(third[0]!, 16) & 3];
  return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
}

function hexDigits(random: Random): string {
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}

/** Kubernetes' safe alphabet for generated names: no vowels, and nothing that is mistaken for another character. */
const safeAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** A random suffix as the API server appends to `metadata.generateName` (5 characters there). */
export function randomSuffix(random: Random, length = 5): string {
  return Array.from({ length }, () => safeAlphabet[Math.floor(random() * safeAlphabet.length)]).join('');
}
