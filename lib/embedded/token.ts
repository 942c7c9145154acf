import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readIfThere, writePrivate } from './files';

/** The administrator's token kept in a directory; made on first use. */
export function keepToken(directory: string): string {
  const file = path.join(directory, 'token');
  const kept = readIfThere(file)?.trim();
  if (kept) return kept;
  const token = randomBytes(32).toString('base64url');
  writePrivate(file, `${token}\n`);
  return token;
}
