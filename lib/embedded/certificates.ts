import path from 'node:path';
import { readIfThere, writePrivate } from './files';

/** What the server shows to clients, in PEM. */
export interface Certificates {
  ca: string;
  certificate: string;
  key: string;
}

/**
 * The certificate authority and server certificate of a data directory, made on first use and kept (mode 0600). The server
 * certificate names the loopback addresses only.
 */
export async function keptCertificates(dataDir: string, nowMs: number): Promise<Certificates> {
  const file = path.join(dataDir, 'certificates.json');
  const kept = readIfThere(file);
  if (kept) return JSON.parse(kept) as Certificates;
  // Loaded only here: it takes half a second, and is needed once in the life of a data directory.
  const { makeCertificates } = await import('./certificatemaking');
  const made = await makeCertificates(nowMs);
  writePrivate(file, JSON.stringify(made));
  return made;
}
