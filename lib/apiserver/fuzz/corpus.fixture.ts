import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Recorded } from './requests';

interface Step {
  method?: string;
  path?: string;
  headers?: Record<string, string | null>;
  body?: unknown;
  raw?: string;
}

const folder = path.resolve(import.meta.dirname, '../../../e2e/conformance/api/visible');

/** All requests of the recorded conformance cases, in the order of their files. */
export function readCorpus(): Recorded[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.json'),
  );
  return files.sort().flatMap((file) => {
    const { steps } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { steps: Step[] };
    return steps.flatMap(toRecorded);
  });
}

function toRecorded({ method, path: target, headers = {}, body, raw }: Step): Recorded[] {
  if (!method || !target) return [];
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null);
  const { authorization: _, ...rest } = Object.fromEntries(given);
  return [{ method, path: target, headers: rest, body: raw ?? body }];
}
