'use client';
import { useMemo, useRef, useState } from 'react';
import { useMessages } from '@/components/messages/messages';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { useShortcuts } from '@/components/ui/shortcuts';
import { Skeleton } from '@/components/ui/spinner';
import { formatCount } from '@/components/ui/time-format';
import type { Pod } from '@/lib/resources/pod/types';
import { filterLines, type LogFilter, logText, type MergedLine } from '@/lib/view/joblog';
import { ansiText } from '@/lib/view/logansi';
import type { FeedState, LogFeed } from './log-feed';
import { LogLines } from './log-lines';
import { type LogLook, LogToolbar } from './log-toolbar';
import styles from './log-view.module.css';
import { useFollowedLog } from './use-log-feed';
import { useLogSearch } from './use-log-search';

interface LogViewProps {
  feed: LogFeed;
  /** The pods there are, and those that were. */
  pods: readonly Pod[];
  /** Which pods there are is not known yet. */
  loading?: boolean;
  /** More lines may come. */
  live: boolean;
  /** What a pod is called within its Job, short. */
  shortName: (pod: string) => string;
  /** The name of the file a download makes. */
  fileName: string;
}

const hues = 8;
const noFilter: LogFilter = { pods: new Set(), containers: new Set(), text: '' };

/** The merged log of several pods: followed, searched, filtered, downloaded. */
export function LogView({ feed, pods, loading = false, live, shortName, fileName }: LogViewProps) {
  const { logs } = useMessages();
  const state = useFollowedLog(feed, pods);
  const [filter, setFilter] = useState(noFilter);
  const [look, setLook] = useState<LogLook>({ times: true, wrap: true, onlyMatches: false });
  // What still runs is read from its end, what has ended from its beginning.
  const [following, setFollowing] = useState(live);
  const searchRef = useRef<HTMLInputElement>(null);
  const filtered = useMemo(() => filterLines(state.log.lines, filter, ansiText), [state.log.lines, filter]);
  const search = useLogSearch(filtered);
  const lines = useMemo(() => {
    if (!look.onlyMatches || search.wanted === '') return filtered;
    const matching = new Set(search.matches);
    return filtered.filter(({ number }) => matching.has(number));
  }, [filtered, look.onlyMatches, search.wanted, search.matches]);
  const { podNames, containers, sourceOf } = useSources(pods, shortName);
  useShortcuts([{ keys: '/', label: logs.search, group: logs.label, run: () => searchRef.current?.focus() }]);
  const download = () => {
    const text = logText(lines, { times: look.times, sources: podNames.length + containers.length > 2 });
    saveFile(fileName, text);
  };
  return (
    <div className={styles.view}>
      <LogToolbar
        pods={podNames}
        containers={containers}
        filter={filter}
        onFilter={(part) => setFilter({ ...filter, ...part })}
        look={look}
        onLook={(part) => setLook({ ...look, ...part })}
        search={search}
        searchRef={searchRef}
        lineCount={lines.length}
        following={following}
        live={live}
        onFollow={setFollowing}
        onDownload={download}
      />
      <Notes state={state} onMore={() => feed.more()} />
      {lines.length === 0 ? (
        <Nothing state={state} pods={pods} loading={loading} live={live} />
      ) : (
        <LogLines
          lines={lines}
          wrap={look.wrap}
          withTime={look.times}
          search={search.wanted}
          currentNumber={search.current}
          sourceOf={sourceOf}
          following={following}
          onFollow={setFollowing}
        />
      )}
    </div>
  );
}

/** The pods and containers there are, and how lines are told apart by them. */
function useSources(pods: readonly Pod[], shortName: (pod: string) => string) {
  return useMemo(() => {
    const podNames = pods.map(({ metadata }) => metadata.name ?? '');
    const places = new Map(podNames.map((name, at) => [name, at]));
    const containers = [
      ...new Set(
        pods
          .flatMap(({ spec }) => [...(spec.initContainers ?? []), ...spec.containers])
          .map(({ name }) => name),
      ),
    ];
    const manyPods = podNames.length > 1;
    const manyContainers = containers.length > 1;
    const sourceOf = ({ pod, container }: MergedLine) => {
      const parts = [manyPods ? shortName(pod) : '', manyContainers ? container : ''].filter(Boolean);
      const hue = manyPods ? (places.get(pod) ?? 0) : containers.indexOf(container);
      return { text: parts.join(' ') || undefined, hue: hue % hues };
    };
    return { podNames, containers, sourceOf };
  }, [pods, shortName]);
}

/** What the reader should know besides the lines. */
function Notes({ state, onMore }: { state: FeedState; onMore: () => void }) {
  const { logs } = useMessages();
  const { log, left, refusals, interrupted } = state;
  return (
    <>
      {interrupted && <ErrorNotice title={logs.interrupted} tone="warning" heals />}
      {refusals.length > 0 && (
        <ErrorNotice
          title={logs.refused(
            refusals
              .map(({ source }) => source)
              .slice(0, 3)
              .join(', '),
          )}
        >
          {refusals[0]!.message}
        </ErrorNotice>
      )}
      {(left > 0 || log.dropped > 0) && (
        <p className={styles.note}>
          {log.dropped > 0 && <span>{logs.dropped(formatCount(log.dropped))}</span>}
          {left > 0 && <span>{logs.more(left)}</span>}
          {left > 0 && (
            <Button tone="quiet" onClick={onMore}>
              {logs.loadMore}
            </Button>
          )}
        </p>
      )}
    </>
  );
}

interface NothingProps {
  state: FeedState;
  pods: readonly Pod[];
  loading: boolean;
  live: boolean;
}

/** Why there is no line to show. */
function Nothing({ state, pods, loading, live }: NothingProps) {
  const { logs } = useMessages();
  const started = pods.some(({ status }) =>
    status?.containerStatuses?.some(({ state: now }) => now?.running || now?.terminated),
  );
  if (state.log.received > 0) return <EmptyState icon="filter" title={logs.noneShown} />;
  if (loading || (state.reading && !live)) return <Skeleton rows={6} height={20} label={logs.loading} />;
  const [title, text] =
    pods.length === 0 && !live
      ? [logs.goneTitle, logs.emptyGone]
      : [logs.emptyTitle, started ? (live ? logs.emptyText : logs.emptyDone) : logs.emptyNotStarted];
  return (
    <EmptyState icon="logs" title={title}>
      {text}
    </EmptyState>
  );
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}
