'use client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useCluster } from '@/components/live/place';
import type { LogSource } from '@/lib/client/logstream';
import type { Pod } from '@/lib/resources/pod/types';
import { systemClock } from '@/lib/time/system';
import { type FeedState, LogFeed } from './log-feed';
import { logRuns } from './log-sources';

const clock = systemClock();
const limit = { lines: 200_000, characters: 64_000_000 };

/** A feed for logs of the current cluster, kept as long as the component that asks for it. */
export function useLogFeed(): LogFeed {
  const cluster = useCluster();
  const [feed] = useState(() => {
    const open = (sources: LogSource[], signal: AbortSignal) =>
      fetch('/api/logs', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ cluster, sources, follow: true }),
        signal,
      });
    return new LogFeed({ clock, open, limit });
  });
  useEffect(() => () => feed.stop(), [feed]);
  return feed;
}

/** Reads the logs of pods into a feed for as long as the component is shown; answers what has been read. */
export function useFollowedLog(feed: LogFeed, pods: readonly Pod[]): FeedState {
  useEffect(() => feed.want(pods.flatMap(logRuns)), [feed, pods]);
  useEffect(() => {
    feed.start();
    return () => feed.stop();
  }, [feed]);
  return useSyncExternalStore(feed.subscribe, feed.read, feed.read);
}
