import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readIfThere, writePrivate } from './files';

/** A token kept in a file of a directory; made on first use. */
export function keepToken(directory: string, name: string): string {
  const file = path.join(directory, name);
  const kept = readIfThere(file)?.trim();
  if (kept) return kept;
  const token = randomBytes(32).toString('base64url');
  writePrivate(file, `${token}\n`);
  return token;
}
