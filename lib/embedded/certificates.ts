import { randomBytes, X509Certificate } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '../time/clock';
import { readIfThere, writeSecret } from './files';

/** What HTTPS is served with, and what clients must trust. PEM. */
export interface ServerIdentity {
  ca: string;
  cert: string;
  key: string;
}

interface KeyPair {
  cert: string;
  key: string;
}

const dayMs = 24 * 3600_000;
const caDays = 3650;
const serverDays = 365;
/** A certificate with less left than this is made anew at start. */
const renewBeforeDays = 30;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * The certificate authority and server certificate kept in a directory. What is missing, unreadable or about to run out is made;
 * a new authority makes all kubeconfigs written before void.
 */
export async function keepIdentity(directory: string, clock: Clock): Promise<ServerIdentity> {
  const authority = readPair(directory, 'ca', clock) ?? (await makeAuthority(clock));
  const kept = readPair(directory, 'server', clock);
  const isGood = kept && new X509Certificate(kept.cert).verify(new X509Certificate(authority.cert).publicKey);
  const server = isGood ? kept : await makeServer(authority, clock);
  keepPair(directory, 'ca', authority);
  keepPair(directory, 'server', server);
  return { ca: authority.cert, cert: server.cert, key: server.key };
}

function readPair(directory: string, name: string, clock: Clock): KeyPair | undefined {
  const cert = readIfThere(path.join(directory, `${name}.crt`));
  const key = readIfThere(path.join(directory, `${name}.key`));
  if (!cert || !key) return undefined;
  try {
    const leftMs = Date.parse(new X509Certificate(cert).validTo) - clock.now();
    return leftMs > renewBeforeDays * dayMs ? { cert, key } : undefined;
  } catch {
    return undefined;
  }
}

function keepPair(directory: string, name: string, { cert, key }: KeyPair): void {
  for (const [ending, text] of [
    ['key', key],
    ['crt', cert],
  ] as const) {
    const file = path.join(directory, `${name}.${ending}`);
    if (readIfThere(file) !== text) writeSecret(file, text);
  }
}

/** Loaded when a certificate must be made only: it takes longer than everything else at start. */
async function loadX509() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

async function makeAuthority(clock: Clock): Promise<KeyPair> {
  const x509 = await loadX509();
  const keys = await makeKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(16).toString('hex'),
    name: 'CN=gantry-ca',
    ...validity(clock, caDays),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pemEnd(cert.toString('pem')), key: await exportKey(keys.privateKey) };
}

async function makeServer(authority: KeyPair, clock: Clock): Promise<KeyPair> {
  const x509 = await loadX509();
  const issuer = new x509.X509Certificate(authority.cert);
  const keys = await makeKeys();
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: randomBytes(16).toString('hex'),
    subject: 'CN=gantry',
    issuer: issuer.subject,
    ...validity(clock, serverDays),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
        { type: 'dns', value: 'localhost' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pemEnd(cert.toString('pem')), key: await exportKey(keys.privateKey) };
}

/** Begins a day early, for clocks that are set back. */
function validity(clock: Clock, days: number): { notBefore: Date; notAfter: Date } {
  const nowMs = clock.now();
  return { notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + days * dayMs) };
}

function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function exportKey(key: CryptoKey): Promise<string> {
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

function importKey(pem: string): Promise<CryptoKey> {
  const base64 = pem.replace(/-----[^-]+-----|\s/g, '');
  return crypto.subtle.importKey('pkcs8', Buffer.from(base64, 'base64'), algorithm, false, ['sign']);
}

function pemEnd(pem: string): string {
  return pem.endsWith('\n') ? pem : `${pem}\n`;
}
