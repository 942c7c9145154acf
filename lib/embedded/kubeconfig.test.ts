import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ForeignFileError, writeKubeconfig } from './kubeconfig';

const access = { server: 'https://127.0.0.1:7443', ca: 'PEM', token: 'secret' };
let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'gantry-kubeconfig-'));
  file = path.join(directory, 'below', 'config');
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('writeKubeconfig', () => {
  it('says where, whom to trust and with what, to its owner alone', () => {
    writeKubeconfig(file, access);
    const config = parse(readFileSync(file, 'utf8'));
    expect(config).toMatchObject({
      'current-context': 'built-in',
      clusters: [{ cluster: { server: access.server, 'certificate-authority-data': 'UEVN' } }],
      users: [{ user: { token: 'secret' } }],
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('names another user of the same cluster', () => {
    writeKubeconfig(file, { ...access, user: 'built-in-view' });
    expect(parse(readFileSync(file, 'utf8'))).toMatchObject({
      'current-context': 'built-in-view',
      clusters: [{ name: 'built-in' }],
      contexts: [{ name: 'built-in-view', context: { cluster: 'built-in', user: 'built-in-view' } }],
      users: [{ name: 'built-in-view', user: { token: 'secret' } }],
    });
  });

  it('replaces its own file', () => {
    writeKubeconfig(file, access);
    writeKubeconfig(file, { ...access, server: 'https://127.0.0.1:1' });
    expect(readFileSync(file, 'utf8')).toContain('https://127.0.0.1:1');
  });

  it.each(['clusters: [{name: production}]\n', 'not: [a kubeconfig'])('leaves %j alone', (text) => {
    const foreign = path.join(directory, 'config');
    writeFileSync(foreign, text);
    expect(() => writeKubeconfig(foreign, access)).toThrow(ForeignFileError);
    expect(readFileSync(foreign, 'utf8')).toBe(text);
  });
});
