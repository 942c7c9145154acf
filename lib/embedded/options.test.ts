import { describe, expect, it } from 'vitest';
import { readOptions } from './options';

const read = (...args: string[]) => readOptions(['--data-dir', '/data', ...args]);

describe('readOptions', () => {
  it('has defaults for everything but the data directory', () => {
    expect(read()).toEqual({
      host: '127.0.0.1',
      port: 0,
      dataDir: '/data',
      runtime: 'process',
      kubeconfig: '/data/kubeconfig',
    });
    expect(() => readOptions([])).toThrow('--data-dir is needed');
  });

  it.each([
    ['127.0.0.1:6443', '127.0.0.1', 6443],
    ['127.0.0.2:0', '127.0.0.2', 0],
    ['localhost:80', 'localhost', 80],
    ['[::1]:6443', '::1', 6443],
  ])('listens on %s', (listen, host, port) => {
    expect(read('--listen', listen)).toMatchObject({ host, port });
  });

  it.each(['none', 'simulated', 'process', 'container'])('knows the runtime %s', (runtime) => {
    expect(read('--runtime', runtime)).toMatchObject({ runtime });
  });

  it.each(['0.0.0.0:6443', '192.168.1.5:6443', ':6443', '[::]:1', 'example.com:1'])(
    'refuses %s',
    (listen) => {
      expect(() => read('--listen', listen)).toThrow('loopback only');
    },
  );

  it.each([
    [['--listen', '6443'], 'wants HOST:PORT'],
    [['--listen', '127.0.0.1:99999'], 'wants HOST:PORT'],
    [['--runtime', 'docker'], 'There is no runtime "docker"'],
    [['--port', '1'], 'npm run control-plane'],
  ])('%j says what is wrong', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
