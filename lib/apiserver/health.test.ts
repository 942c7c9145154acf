import { describe, expect, it } from 'vitest';
import { healthResponse } from './health';

function ask(path: string, problems: readonly string[] = []) {
  const url = new URL(path, 'http://gantry');
  const segments = url.pathname.split('/').filter(Boolean);
  const response = healthResponse(segments, url.searchParams, () => problems);
  return response && [response.status, new TextDecoder().decode(response.body as Uint8Array)];
}

describe('healthResponse', () => {
  it.each([
    ['/healthz', [200, 'ok']],
    ['/livez?exclude=ping', [200, 'ok']],
    ['/readyz/ping', [200, 'ok']],
    ['/livez?verbose', [200, '[+]ping ok\n[+]log ok\n[+]store ok\nlivez check passed\n']],
    [
      '/readyz?verbose&exclude=log&exclude=store',
      [200, '[+]ping ok\n[+]log excluded: ok\n[+]store excluded: ok\nreadyz check passed\n'],
    ],
    [
      '/healthz?verbose=false&exclude=etcd&exclude=a',
      [
        200,
        '[+]ping ok\n[+]log ok\n[+]store ok\n' +
          'warn: some health checks cannot be excluded: no matches for "a","etcd"\nhealthz check passed\n',
      ],
    ],
    ['/healthz/etcd', undefined],
    ['/healthz/ping/more', undefined],
    ['/health', undefined],
  ])('%s of a sound store answers %j', (path, answer) => {
    expect(ask(path)).toEqual(answer);
  });

  it.each([
    ['/livez', [500, '[+]ping ok\n[+]log ok\n[-]store failed: reason withheld\nlivez check failed\n']],
    ['/livez?exclude=store', [200, 'ok']],
    ['/livez/ping', [200, 'ok']],
    ['/livez/store', [500, 'internal server error: lost; torn\n']],
  ])('%s of a broken store answers %j', (path, answer) => {
    expect(ask(path, ['lost', 'torn'])).toEqual(answer);
  });
});
