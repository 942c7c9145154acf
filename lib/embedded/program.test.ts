import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeClient } from '../client/client.suite';
import { type ConfigMap, configMaps } from '../resources/configmap/types';
import { namespaces } from '../resources/namespace/types';
import { secrets } from '../resources/secret/types';
import { bundleProgram, killPrograms, runProgram, startProgram } from './program.fixture';

let program: string;

beforeAll(async () => {
  program = await bundleProgram('program');
});
afterAll(() => {
  killPrograms();
  rmSync(program, { force: true });
});

function newDataDir(): string {
  return mkdtempSync(path.join(tmpdir(), 'gantry-program-'));
}

const configMap = (name: string): ConfigMap => ({
  metadata: { namespace: 'default', name },
  data: { text: 'x'.repeat(500) },
});

describeClient('the control plane over HTTPS', async () => {
  const dataDir = newDataDir();
  const running = await startProgram(program, dataDir);
  return {
    client: running.client,
    close: async () => {
      await running.end('SIGTERM');
      rmSync(dataDir, { recursive: true });
    },
  };
});

describe('the control plane as a program', () => {
  it('keeps its secrets to its owner', async () => {
    const dataDir = newDataDir();
    const running = await startProgram(program, dataDir);
    await running.end('SIGTERM');
    const files = ['token', 'token-view', 'certificates.json', 'kubeconfig', 'kubeconfig-view'];
    for (const file of files) {
      expect([file, statSync(path.join(dataDir, file)).mode & 0o777]).toEqual([file, 0o600]);
    }
    rmSync(dataDir, { recursive: true });
  });

  it('lets its second kubeconfig look and not touch', async () => {
    const dataDir = newDataDir();
    const running = await startProgram(program, dataDir);
    await running.client.create(configMaps, configMap('seen'));
    const seen = await running.viewer.get(configMaps, 'default', 'seen');
    expect(seen.data).toEqual(configMap('seen').data);
    const refused = { code: 403, reason: 'Forbidden' };
    await expect(running.viewer.create(configMaps, configMap('made'))).rejects.toMatchObject(refused);
    await expect(running.viewer.delete(configMaps, 'default', 'seen')).rejects.toMatchObject(refused);
    await expect(running.viewer.list(secrets)).rejects.toMatchObject(refused);
    await running.end('SIGTERM');
    rmSync(dataDir, { recursive: true });
  });

  it('ends cleanly on SIGTERM with a watch open, and gives the directory back', async () => {
    const dataDir = newDataDir();
    const running = await startProgram(program, dataDir);
    const watch = running.client.watch(namespaces)[Symbol.asyncIterator]();
    await watch.next();
    const rest = (async () => {
      while (!(await watch.next()).done);
    })();
    expect(await running.end('SIGTERM')).toBe(0);
    await rest;
    expect(readdirSync(dataDir)).not.toContain('lock');
    rmSync(dataDir, { recursive: true });
  });

  it('names the one that has the directory', async () => {
    const dataDir = newDataDir();
    const running = await startProgram(program, dataDir);
    const second = runProgram(program, [
      '--data-dir',
      dataDir,
      '--listen',
      '127.0.0.1:0',
      '--runtime',
      'none',
    ]);
    expect(await second.ended).toBe(1);
    expect(second.said()).toContain(`process ${running.process.pid}, since 2`);
    await running.end('SIGTERM');
    rmSync(dataDir, { recursive: true });
  });

  it('loses nothing it acknowledged when it is killed', { timeout: 60_000 }, async () => {
    const dataDir = newDataDir();
    const acknowledged = new Map<string, string>();
    const gone = new Set<string>();
    for (let life = 0; life < 3; life++) {
      const running = await startProgram(program, dataDir);
      const { client } = running;
      const { items } = await client.list(configMaps, { namespace: 'default' });
      const found = new Map(items.map(({ metadata }) => [metadata.name!, metadata.resourceVersion!]));
      for (const [name, version] of acknowledged) expect([name, found.get(name)]).toEqual([name, version]);
      for (const name of gone) expect(found.has(name)).toBe(false);

      let written = 0;
      const write = async (writer: number) => {
        for (let at = 0; ; at++) {
          const name = `c-${life}-${writer}-${at}`;
          const made = await client.create(configMaps, configMap(name));
          acknowledged.set(name, made.metadata.resourceVersion!);
          if (at % 5 === 4) {
            acknowledged.delete(name);
            await client.delete(configMaps, 'default', name);
            gone.add(name);
          }
          if (++written === 300) running.process.kill('SIGKILL');
        }
      };
      await Promise.allSettled(Array.from({ length: 16 }, (_, writer) => write(writer)));
      await running.end('SIGKILL');
      expect(written).toBeGreaterThanOrEqual(300);
    }
    rmSync(dataDir, { recursive: true });
  });
});
