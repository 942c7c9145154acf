import { describe, expect, it } from 'vitest';
import { namespaces } from '../resources/namespace/types';
import type { User } from './access/authenticate';
import type { Attributes } from './access/rbac';
import { InFlight, usualLimits } from './inflight';
import { openServer } from './server.fixture';

const master: User = { username: 'root', groups: ['system:masters'] };
const viewer: User = { username: 'viewer', groups: ['system:authenticated'] };

function pods(verb: string, subresource = ''): Attributes {
  return { isResource: true, verb, group: '', resource: 'pods', subresource, namespace: 'x', name: 'a' };
}

describe('InFlight', () => {
  const now = () => 0;

  it('turns away what is beyond the limit of its kind', () => {
    const inFlight = new InFlight({ readOnly: 1, mutating: 2 }, now);
    const leave = inFlight.enter(pods('get'), viewer)!;
    expect(inFlight.enter(pods('list'), viewer)).toBeUndefined();
    expect(inFlight.enter(pods('create'), viewer)).toBeDefined();
    expect(inFlight.enter(pods('deletecollection'), viewer)).toBeDefined();
    expect(inFlight.enter(pods('patch'), viewer)).toBeUndefined();
    expect(inFlight.enter({ isResource: false, verb: 'get', path: '/version' }, viewer)).toBeUndefined();
    expect(inFlight.enter({ isResource: false, verb: 'post', path: '/version' }, viewer)).toBeUndefined();
    leave();
    expect(inFlight.enter(pods('get'), viewer)).toBeDefined();
  });

  it('lets in whoever is privileged, without counting them beyond the limit', () => {
    const inFlight = new InFlight({ readOnly: 1, mutating: 1 }, now);
    const leave = inFlight.enter(pods('get'), master)!;
    const leaveMore = inFlight.enter(pods('get'), master)!;
    leaveMore();
    expect(inFlight.enter(pods('get'), viewer)).toBeUndefined();
    leave();
    expect(inFlight.enter(pods('get'), viewer)).toBeDefined();
  });

  it('counts no watches and logs', () => {
    const inFlight = new InFlight({ readOnly: 1, mutating: 1 }, now);
    for (let round = 0; round < 3; round++) {
      expect(inFlight.enter(pods('watch'), viewer)).toBeDefined();
      expect(inFlight.enter(pods('get', 'log'), viewer)).toBeDefined();
    }
    expect(inFlight.enter(pods('get'), viewer)).toBeDefined();
  });

  it('has no limit where that is 0', () => {
    const inFlight = new InFlight({ readOnly: 0, mutating: 1 }, now);
    for (let round = 0; round < 1000; round++) expect(inFlight.enter(pods('get'), viewer)).toBeDefined();
  });

  it('remembers the peak of the last second', () => {
    let nowMs = 5_000;
    const inFlight = new InFlight(usualLimits, () => nowMs);
    for (const leave of [1, 2, 3].map(() => inFlight.enter(pods('get'), viewer)!)) leave();
    expect(inFlight.recentPeak('readOnly')).toBe(3);
    expect(inFlight.recentPeak('mutating')).toBe(0);
    nowMs = 6_900;
    expect(inFlight.recentPeak('readOnly')).toBe(3);
    nowMs = 7_000;
    expect(inFlight.recentPeak('readOnly')).toBe(0);
    inFlight.enter(pods('get'), viewer);
    nowMs = 9_000;
    expect(inFlight.recentPeak('readOnly')).toBe(1);
  });
});

describe('a server with too much to do', () => {
  it('answers 429 and asks to come again', async () => {
    const { clock, server } = openServer({ limits: { readOnly: 1, mutating: 1 } });
    await clock.settle();
    const get = (token: string, query = '') => {
      const headers = { authorization: `Bearer ${token}` };
      return server.handle(new Request(`http://gantry/api/v1/${namespaces.plural}${query}`, { headers }));
    };
    const slow = get('view');
    const refused = await get('view');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await refused.text()).toBe('Too many requests, please try again later.\n');
    expect((await get('admin')).status).toBe(200);
    expect((await slow).status).toBe(200);
    expect((await get('view')).status).toBe(200);
  });
});
