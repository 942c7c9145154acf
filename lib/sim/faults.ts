import type { ApiClient } from '../client/client';
import { failure, StatusError } from '../meta/status';
import type { Random } from '../time/random';

/** How often writes fail, each from 0 to 1. */
export interface Faults {
  /** Nothing was written. */
  before: number;
  /** It was written, but the answer is an error, as when a connection breaks. */
  after: number;
}

const writes = ['create', 'update', 'patch', 'delete'] as const;

/** A client whose writes fail now and then with 500, before or after they were carried out. */
export function faultyClient(client: ApiClient, random: Random, faults: () => Faults): ApiClient {
  const faulty = { ...client };
  for (const verb of writes) {
    const act = client[verb].bind(client) as (...args: unknown[]) => Promise<unknown>;
    const wrapped = async (...args: unknown[]) => {
      const { before, after } = faults();
      if (random() < before) throw broken(verb);
      const answer = await act(...args);
      if (random() < after) throw broken(verb);
      return answer;
    };
    Object.assign(faulty, { [verb]: wrapped });
  }
  return faulty;
}

function broken(verb: string): StatusError {
  return new StatusError(failure(500, 'InternalError', `${verb} broke off`));
}
