'use client';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useMemo, useRef, useState } from 'react';
import type { LiveList } from '@/components/live/contract';
import { useLiveList } from '@/components/live/lists';
import { useLink, useNamespaces } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { Button, LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { PageHeader } from '@/components/ui/page-header';
import { useShortcuts } from '@/components/ui/shortcuts';
import { formatCount } from '@/components/ui/time-format';
import { VirtualTable } from '@/components/ui/virtual-table';
import { type Job, jobs as jobResource } from '@/lib/resources/job/types';
import { countPhases, type JobRow, type JobSort, jobRow, selectJobs } from '@/lib/view/joblist';
import { BulkBar } from './bulk-bar';
import { BulkDialog, type BulkKind } from './bulk-dialog';
import { isFiltered, JobFilters, noFilter } from './job-filters';
import { useJobMenu } from './job-menu';
import styles from './jobs-view.module.css';
import { RemoveDialog } from './remove-dialog';
import { useJobActions } from './use-job-actions';
import { RowMenu, useJobColumns } from './use-job-columns';
import { useJobQuery } from './use-job-query';

/** Loaded only for who has no Jobs yet. */
const Examples = dynamic(() =>
  import('@/components/designer/ExampleGallery').then(({ ExampleGallery }) => ExampleGallery),
);

const keyOf = (row: JobRow) => row.key;
const nameOf = (row: JobRow) => row.name;
const none: ReadonlySet<string> = new Set();

/** The list of Jobs: live, filtered and sorted by the URL, with actions on one and on many. */
export function JobsView() {
  const { jobs } = useMessages();
  const router = useRouter();
  const link = useLink();
  const { chosen } = useNamespaces();
  const list = useLiveList(jobResource, { namespaces: chosen, detail: 'row' });
  const [query, change] = useJobQuery();
  const all = useMemo(() => list.items.map(jobRow), [list.items]);
  const rows = useMemo(() => selectJobs(all, query), [all, query]);
  const columns = useJobColumns(chosen.length !== 1);
  const actions = useJobActions();
  const [removing, setRemoving] = useState<Job>();
  const [bulk, setBulk] = useState<BulkKind>();
  const [selection, setSelection] = useState(none);
  // What a filter hides is not acted on.
  const selected = useMemo(() => rows.filter((row) => selection.has(row.key)), [rows, selection]);
  const items = useJobMenu({ actions, onRemove: setRemoving });
  const menu = useMemo(() => ({ pending: actions.pending, items }), [actions.pending, items]);
  const textRef = useRef<HTMLInputElement>(null);
  const group = jobs.list.group;
  const ask = (kind: BulkKind) => selected.length > 0 && setBulk(kind);
  useShortcuts([
    { keys: '/', label: jobs.list.focusFilter, group, run: () => textRef.current?.focus() },
    { keys: 's', label: jobs.actions.suspend, group, run: () => ask('suspend') },
    { keys: 'r', label: jobs.actions.rerun, group, run: () => ask('rerun') },
  ]);
  return (
    <RowMenu.Provider value={menu}>
      <PageHeader
        title={jobs.title}
        sentence={<Tally rows={all} shown={rows.length} list={list} />}
        actions={
          <LinkButton href={link('/new')} tone="primary" icon="plus">
            {jobs.list.newJob}
          </LinkButton>
        }
        below={
          selected.length > 0 ? (
            <BulkBar count={selected.length} onAct={setBulk} onClear={() => setSelection(none)} />
          ) : (
            <JobFilters rows={all} query={query} onChange={change} textRef={textRef} />
          )
        }
      />
      <Trouble list={list} />
      <div className={styles.table} data-stale={list.phase === 'stale' || undefined}>
        <VirtualTable
          label={jobs.list.label}
          rows={rows}
          keyOf={keyOf}
          nameOf={nameOf}
          columns={columns}
          sort={{ column: query.sort, direction: query.descending ? 'descending' : 'ascending' }}
          onSort={({ column, direction }) =>
            change({ sort: column as JobSort, descending: direction === 'descending' })
          }
          selection={selection}
          onSelect={setSelection}
          onOpen={({ namespace, name }) => router.push(link(`/jobs/${namespace}/${name}`))}
          loading={list.phase === 'loading'}
          empty={
            list.phase === 'refused' ? undefined : (
              <Empty hidden={all.length} filtered={isFiltered(query)} onClear={() => change(noFilter)} />
            )
          }
        />
      </div>
      {removing && <RemoveDialog job={removing} actions={actions} onClose={() => setRemoving(undefined)} />}
      {bulk && (
        <BulkDialog
          kind={bulk}
          rows={selected}
          onClose={() => setBulk(undefined)}
          onDone={() => {
            setBulk(undefined);
            setSelection(none);
          }}
        />
      )}
    </RowMenu.Provider>
  );
}

function Tally({ rows, shown, list }: { rows: readonly JobRow[]; shown: number; list: LiveList<Job> }) {
  const { jobs } = useMessages();
  const counts = useMemo(() => countPhases(rows), [rows]);
  if (list.phase === 'loading' || rows.length === 0) return null;
  const parts = (['running', 'retrying', 'failed'] as const)
    .filter((phase) => counts.get(phase))
    .map((phase) => jobs.list.tally(formatCount(counts.get(phase)!), jobs.phase[phase]));
  return <>{[jobs.list.count(formatCount(shown), formatCount(rows.length)), ...parts].join(' · ')}</>;
}

/** What is wrong with the data, over the list. */
function Trouble({ list }: { list: LiveList<Job> }) {
  const { jobs } = useMessages();
  if (list.phase === 'refused') {
    return <ErrorNotice title={jobs.list.refused}>{list.error?.message}</ErrorNotice>;
  }
  if (list.phase !== 'stale' || !list.error) return null;
  return (
    <ErrorNotice title={jobs.list.stale} tone="warning" heals currentAtMs={list.currentAtMs}>
      {list.error.message}
    </ErrorNotice>
  );
}

function Empty({ hidden, filtered, onClear }: { hidden: number; filtered: boolean; onClear: () => void }) {
  const { jobs } = useMessages();
  const link = useLink();
  if (filtered && hidden > 0) {
    return (
      <EmptyState
        icon="filter"
        title={jobs.list.noMatchTitle}
        actions={<Button onClick={onClear}>{jobs.list.clear}</Button>}
      >
        {jobs.list.noMatchText(formatCount(hidden))}
      </EmptyState>
    );
  }
  return (
    <>
      <EmptyState
        icon="jobs"
        title={jobs.list.noneTitle}
        actions={
          <LinkButton href={link('/new')} tone="primary" icon="plus">
            {jobs.list.newJob}
          </LinkButton>
        }
      >
        {jobs.list.noneText}
      </EmptyState>
      <div className={styles.examples}>
        <Examples kind="Job" />
      </div>
    </>
  );
}
