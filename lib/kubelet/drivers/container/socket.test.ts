import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine } from './engine';
import { EngineMissingError, findSocket, socketCandidates } from './socket';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'gantry-socket-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the socket of an engine', () => {
  it('is the one that DOCKER_HOST names', () => {
    expect(socketCandidates({ DOCKER_HOST: 'unix:///some/where.sock', HOME: '/h' })).toEqual([
      '/some/where.sock',
    ]);
  });

  it('is looked for where Docker and Podman have it', () => {
    const candidates = socketCandidates({ XDG_RUNTIME_DIR: '/run/user/7', HOME: '/home/me' });
    expect(candidates[0]).toBe('/var/run/docker.sock');
    expect(candidates).toContain('/run/user/7/podman/podman.sock');
    expect(candidates).toContain('/home/me/.docker/run/docker.sock');
    expect(socketCandidates({})).toEqual(['/var/run/docker.sock', '/run/podman/podman.sock']);
  });

  it.each(['tcp://10.0.0.1:2376', 'ssh://me@host'])('is not on another machine: %s', (host) => {
    expect(() => socketCandidates({ DOCKER_HOST: host })).toThrow(EngineMissingError);
  });

  it('must be a socket', () => {
    const file = path.join(dir, 'engine.sock');
    writeFileSync(file, '');
    expect(() => findSocket({ DOCKER_HOST: `unix://${file}` })).toThrow(
      /needs Docker or Podman.*--runtime process/,
    );
  });

  it('must be answered', async () => {
    const file = path.join(dir, 'engine.sock');
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(file, resolve));
    expect(findSocket({ DOCKER_HOST: `unix://${file}` })).toBe(file);
    await expect(connectEngine(file)).rejects.toThrow(EngineMissingError);
    await expect(connectEngine(file)).rejects.toThrow(`No container engine answers at ${file}`);
    await new Promise((resolve) => server.close(resolve));
  });
});
