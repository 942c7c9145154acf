import { describe, expect, it } from 'vitest';
import type { StreamLine, StreamWatch } from '../client/stream';
import { failure } from '../meta/status';
import { virtualClock } from '../time/virtual';
import { fakeUpstream, fakeWatch, tinyJob } from './fakeupstream';
import { follow } from './follow';

const watch: StreamWatch = { id: '1', cluster: 'c', resource: 'batch/v1/jobs', detail: 'full' };

function start(answers: Parameters<typeof fakeUpstream>[0], wanted: Partial<StreamWatch> = {}) {
  const clock = virtualClock();
  const lines: string[] = [];
  const stop = new AbortController();
  const { transport, asked } = fakeUpstream(answers);
  const emit = async (line: Omit<StreamLine, 'id'>) => {
    const { type, object, resourceVersion, status } = line;
    lines.push(
      [type, object?.metadata.name, resourceVersion, status?.code]
        .filter((part) => part !== undefined)
        .join(' '),
    );
  };
  clock.spawn(() => follow({ ...watch, ...wanted }, { clock, transport, emit, signal: stop.signal }));
  return { clock, lines, asked, stop };
}

describe('following one watch', () => {
  it('lists in pages, then watches from the version of the list', async () => {
    const open = fakeWatch();
    const { clock, lines, asked } = start([
      { items: [tinyJob('a', '1')], version: '7', next: 'more' },
      { items: [tinyJob('b', '2')], version: '7' },
      { watch: open },
    ]);
    await clock.settle();
    open.send('MODIFIED', tinyJob('a', '8'));
    open.send('BOOKMARK', tinyJob('', '9'));
    open.send('DELETED', tinyJob('b', '10'));
    await clock.settle();
    expect(lines).toEqual([
      'RESET',
      'ADDED a',
      'ADDED b',
      'SYNCED 7',
      'SYNCED 7',
      'MODIFIED a',
      'BOOKMARK 9',
      'DELETED b',
    ]);
    expect(asked[0]).toBe('/apis/batch/v1/jobs?limit=500');
    expect(asked[1]).toBe('/apis/batch/v1/jobs?limit=500&continue=more');
    expect(asked[2]).toContain('watch=true&resourceVersion=7&allowWatchBookmarks=true');
  });

  it('asks for one namespace, one name and what the selectors say', async () => {
    const { clock, asked } = start([{ items: [], version: '1' }], {
      resource: 'v1/pods',
      namespace: 'a b',
      name: 'x',
      labelSelector: 'k=v',
      fieldSelector: 'status.phase=Running',
    });
    await clock.settle();
    const { pathname, searchParams } = new URL(asked[0]!, 'http://x');
    expect(pathname).toBe('/api/v1/namespaces/a%20b/pods');
    expect(searchParams.get('fieldSelector')).toBe('metadata.name=x,status.phase=Running');
    expect(searchParams.get('labelSelector')).toBe('k=v');
  });

  it('goes on from a version without listing, also after the server closes the watch', async () => {
    const [first, second] = [fakeWatch(), fakeWatch()];
    const { clock, lines, asked } = start([{ watch: first }, { watch: second }], { resourceVersion: '5' });
    await clock.settle();
    first.send('ADDED', tinyJob('a', '6'));
    await clock.settle();
    first.end();
    await clock.settle();
    expect(lines).toEqual(['SYNCED 5', 'ADDED a', 'SYNCED 6']);
    expect(asked[1]).toContain('resourceVersion=6');
  });

  it('lists anew, without a word of error, when the version is too old', async () => {
    const gone = fakeWatch();
    const { clock, lines } = start(
      [{ watch: gone }, { items: [tinyJob('b', '90')], version: '90' }, { watch: fakeWatch() }],
      { resourceVersion: '5' },
    );
    await clock.settle();
    gone.send('ERROR', failure(410, 'Expired', 'too old resource version: 5 (80)'));
    await clock.advance(0);
    expect(lines).toEqual(['SYNCED 5', 'RESET', 'ADDED b', 'SYNCED 90', 'SYNCED 90']);
  });

  it('tells a refusal with its status and tries again, slower and slower', async () => {
    const forbidden = { status: failure(403, 'Forbidden', 'jobs.batch is forbidden') };
    const { clock, lines, asked } = start([
      forbidden,
      forbidden,
      { items: [], version: '3' },
      { watch: fakeWatch() },
    ]);
    await clock.settle();
    expect(lines).toEqual(['RESET', 'ERROR 403']);
    await clock.advance(500);
    expect(asked).toHaveLength(2);
    await clock.advance(999);
    expect(asked).toHaveLength(2);
    await clock.advance(1);
    expect(lines.slice(-3)).toEqual(['RESET', 'SYNCED 3', 'SYNCED 3']);
  });

  it('goes on where it was after the cluster was away', async () => {
    const open = fakeWatch();
    const { clock, lines } = start([{ broken: 'connect ECONNREFUSED' }, { watch: open }], {
      resourceVersion: '5',
    });
    await clock.settle();
    expect(lines).toEqual(['ERROR 503']);
    await clock.advance(500);
    open.send('ADDED', tinyJob('a', '6'));
    await clock.settle();
    expect(lines).toEqual(['ERROR 503', 'SYNCED 5', 'ADDED a']);
  });

  it('opens a watch anew that has been silent for too long', async () => {
    const [dead, next] = [fakeWatch(), fakeWatch()];
    const { clock, lines, asked } = start([{ watch: dead }, { watch: next }], { resourceVersion: '5' });
    await clock.settle();
    await clock.advance(321_000);
    expect(dead.cancelled).toBe(true);
    expect(asked).toHaveLength(2);
    expect(lines).toEqual(['SYNCED 5', 'SYNCED 5']);
  });

  it('ends when told to, and closes what is open', async () => {
    const open = fakeWatch();
    const { clock, asked, stop } = start([{ watch: open }], { resourceVersion: '5' });
    await clock.settle();
    stop.abort();
    await clock.advance(600_000);
    expect(open.cancelled).toBe(true);
    expect(asked).toHaveLength(1);
  });
});
