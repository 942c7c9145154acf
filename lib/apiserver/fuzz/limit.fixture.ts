import type { Clock } from '../../time/clock';

const answerWithinMs = 20_000;

/** What the work answers; rejects when that takes so long that it counts as hanging. */
export async function answered<T>(clock: Clock, work: Promise<T>): Promise<T> {
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(answerWithinMs, () => reject(new Error(`no answer in ${answerWithinMs} ms`)));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}
