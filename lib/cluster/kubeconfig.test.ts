import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clusterNamed, findClusters } from './clusters';
import { readKubeconfig } from './kubeconfig';

const text = `
apiVersion: v1
kind: Config
current-context: prod
clusters:
- name: one
  cluster: {server: "https://10.0.0.1:6443/", certificate-authority-data: ${btoa('CA')}, tls-server-name: api}
- name: two
  cluster: {server: "http://127.0.0.1:8080", insecure-skip-tls-verify: true}
users:
- name: ann
  user: {token: secret, client-certificate-data: ${btoa('CERT')}, client-key: key.pem}
- name: bob
  user: {username: bob, password: pw}
- name: plug
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: get-token}}
contexts:
- name: prod
  context: {cluster: one, user: ann, namespace: billing}
- name: dev
  context: {cluster: two, user: bob}
- name: cloud
  context: {cluster: one, user: plug}
- name: broken
  context: {cluster: missing, user: ann}
`;

function folder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'gantry-kubeconfig-'));
  writeFileSync(path.join(dir, 'key.pem'), 'KEY');
  writeFileSync(path.join(dir, 'config'), text);
  return dir;
}

describe('a kubeconfig', () => {
  it('is read with its certificates, keys and tokens', () => {
    const { contexts, currentContext } = readKubeconfig(text, folder());
    expect(currentContext).toBe('prod');
    expect(contexts).toEqual([
      {
        context: 'prod',
        server: 'https://10.0.0.1:6443/',
        namespace: 'billing',
        insecure: false,
        ca: 'CA',
        serverName: 'api',
        needsPlugin: false,
        cert: 'CERT',
        key: 'KEY',
        token: 'secret',
      },
      {
        context: 'dev',
        server: 'http://127.0.0.1:8080',
        insecure: true,
        needsPlugin: false,
        basic: { username: 'bob', password: 'pw' },
      },
      expect.objectContaining({ context: 'cloud', needsPlugin: true }),
    ]);
  });

  it.each(['', 'just text', 'clusters: 7', '[]'])('that holds nothing of use has no contexts: %j', (odd) => {
    expect(readKubeconfig(odd, '/').contexts).toEqual([]);
  });
});

describe('the clusters', () => {
  it('are the built-in one, opened first, and every context', () => {
    const file = path.join(folder(), 'config');
    const { clusters, first, problems } = findClusters({ builtInFile: file, file });
    expect(clusters.map(({ name }) => name)).toEqual(['built-in', 'prod', 'dev', 'cloud']);
    expect(first).toBe('built-in');
    expect(problems).toEqual([]);
  });

  it('open with the context asked for, else with the current one', () => {
    const file = path.join(folder(), 'config');
    expect(findClusters({ file, context: 'dev' }).first).toBe('dev');
    expect(findClusters({ file }).first).toBe('prod');
    expect(findClusters({ file, context: 'nowhere' })).toMatchObject({
      first: 'prod',
      problems: [expect.stringContaining('"nowhere"')],
    });
  });

  it('tell what cannot be read and go on without it', () => {
    const file = path.join(folder(), 'config');
    const { clusters, problems } = findClusters({ builtInFile: '/nowhere/kubeconfig', file });
    expect(clusters).toHaveLength(3);
    expect(problems).toEqual([expect.stringContaining('/nowhere/kubeconfig')]);
  });

  it('are read again when the file changes', () => {
    const file = path.join(folder(), 'config');
    expect(clusterNamed('prod', { file }).token).toBe('secret');
    writeFileSync(file, text.replace('token: secret', 'token: renewed'));
    utimesSync(file, 1, 1);
    expect(clusterNamed('prod', { file }).token).toBe('renewed');
  });

  it('are refused by name when unknown', () => {
    expect(() => clusterNamed('nope', {})).toThrow('Gantry knows no cluster "nope".');
  });
});
