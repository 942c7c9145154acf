'use client';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type RefObject, useMemo, useRef, useState } from 'react';
import type { LiveList } from '@/components/live/contract';
import { ListFrame } from '@/components/live/list-frame';
import { useLiveList } from '@/components/live/lists';
import { useLink, useNamespaces } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { BulkBar } from '@/components/ui/bulk-bar';
import { Button, LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { type RowChoice, useRowChoice } from '@/components/ui/row-choice';
import { useShortcuts } from '@/components/ui/shortcuts';
import { formatCount } from '@/components/ui/time-format';
import { VirtualTable } from '@/components/ui/virtual-table';
import { type Job, jobs as jobResource } from '@/lib/resources/job/types';
import { countPhases, type JobRow, type JobSort, jobRow, selectJobs } from '@/lib/view/joblist';
import { isFinished } from '@/lib/view/jobstate';
import { type BulkKind, JobsDialog } from './bulk-dialog';
import { isFiltered, JobFilters, noFilter } from './job-filters';
import { useJobMenu } from './job-menu';
import styles from './jobs-view.module.css';
import { RemoveDialog } from './remove-dialog';
import { type JobActions, nameOfJob, useJobActions } from './use-job-actions';
import { JobMenus, useJobColumns } from './use-job-columns';
import { useJobQuery } from './use-job-query';

/** Loaded only for who has no Jobs yet. */
const Examples = dynamic(() =>
  import('@/components/designer/ExampleGallery').then(({ ExampleGallery }) => ExampleGallery),
);

const keyOf = (row: JobRow) => row.key;
const nameOf = (row: JobRow) => row.name;

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
  const choice = useRowChoice(rows);
  const { selected } = choice;
  const { menus, setBulk, dialogs, actions } = useJobDialogs(choice);
  const textRef = useRef<HTMLInputElement>(null);
  useListKeys({ choice, textRef, actions, onBulk: setBulk });
  return (
    <JobMenus.Provider value={menus}>
      <PageHeader
        title={jobs.title}
        sentence={<Tally rows={all} shown={rows.length} list={list} />}
        actions={<NewButton />}
        below={
          selected.length > 0 ? (
            <JobsBar count={selected.length} onAct={setBulk} onClear={choice.clear} />
          ) : (
            <JobFilters rows={all} query={query} onChange={change} textRef={textRef} />
          )
        }
      />
      <ListFrame list={list} texts={jobs.list}>
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
          selection={choice.keys}
          onSelect={choice.select}
          onCursor={choice.moveTo}
          onOpen={({ namespace, name }) => router.push(link(`/jobs/${namespace}/${name}`))}
          loading={list.phase === 'loading'}
          empty={
            list.phase === 'refused' ? undefined : (
              <Empty hidden={all.length} filtered={isFiltered(query)} onClear={() => change(noFilter)} />
            )
          }
        />
      </ListFrame>
      {dialogs}
    </JobMenus.Provider>
  );
}

/** The menus of the rows, and the dialogs that menus and the bar open. */
function useJobDialogs({ selected, clear }: RowChoice<JobRow>) {
  const actions = useJobActions();
  const [removing, setRemoving] = useState<Job>();
  const [bulk, setBulk] = useState<BulkKind>();
  const items = useJobMenu({ actions, onRemove: setRemoving });
  const menus = useMemo(
    () => ({
      isPending: ({ namespace, name }: JobRow) => actions.pending.has(`${namespace}/${name}`),
      items: ({ job }: JobRow) => items(job),
    }),
    [actions.pending, items],
  );
  const finish = () => {
    setBulk(undefined);
    clear();
  };
  const dialogs = (
    <>
      {removing && <RemoveDialog job={removing} actions={actions} onClose={() => setRemoving(undefined)} />}
      {bulk && <JobsDialog kind={bulk} rows={selected} onClose={() => setBulk(undefined)} onDone={finish} />}
    </>
  );
  return { menus, setBulk, dialogs, actions };
}

interface ListKeysOptions {
  choice: RowChoice<JobRow>;
  textRef: RefObject<HTMLInputElement | null>;
  actions: JobActions;
  onBulk: (kind: BulkKind) => void;
}

/** The keys of the list; they mean the selected Jobs, or else the one under the cursor. */
function useListKeys({ choice: { selected, current }, textRef, actions, onBulk }: ListKeysOptions): void {
  const { jobs } = useMessages();
  const router = useRouter();
  const link = useLink();
  const group = jobs.list.group;
  const suspend = () => {
    const isSuspended = ({ job }: JobRow) => job.spec.suspend === true;
    if (selected.length > 0) onBulk(selected.every(isSuspended) ? 'resume' : 'suspend');
    else if (current && !isFinished(current.job))
      void actions.setSuspended(nameOfJob(current.job), !isSuspended(current));
  };
  const rerun = () => {
    if (selected.length > 0) onBulk('rerun');
    else if (current) void actions.rerun(nameOfJob(current.job));
  };
  const openLogs = () => {
    if (current) router.push(link(`/jobs/${current.namespace}/${current.name}`, { tab: 'logs' }));
  };
  useShortcuts([
    { keys: '/', label: jobs.list.focusFilter, group, run: () => textRef.current?.focus() },
    { keys: 's', label: jobs.actions.suspend, group, run: suspend },
    { keys: 'r', label: jobs.actions.rerun, group, run: rerun },
    { keys: 'l', label: jobs.actions.logs, group, run: openLogs },
  ]);
}

interface JobsBarProps {
  count: number;
  onAct: (kind: BulkKind) => void;
  onClear: () => void;
}

function JobsBar({ count, onAct, onClear }: JobsBarProps) {
  const { jobs } = useMessages();
  return (
    <BulkBar label={jobs.bulk.label} selected={jobs.bulk.selected(count)} onClear={onClear}>
      <Button icon="pause" onClick={() => onAct('suspend')}>
        {jobs.actions.suspend}
      </Button>
      <Button icon="play" onClick={() => onAct('resume')}>
        {jobs.actions.resume}
      </Button>
      <Button icon="rerun" onClick={() => onAct('rerun')}>
        {jobs.actions.rerun}
      </Button>
      <Button tone="danger" icon="trash" onClick={() => onAct('remove')}>
        {jobs.actions.remove}
      </Button>
    </BulkBar>
  );
}

function NewButton() {
  const { jobs } = useMessages();
  const link = useLink();
  return (
    <LinkButton href={link('/new')} tone="primary" icon="plus">
      {jobs.list.newJob}
    </LinkButton>
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

function Empty({ hidden, filtered, onClear }: { hidden: number; filtered: boolean; onClear: () => void }) {
  const { jobs } = useMessages();
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
      <EmptyState icon="jobs" title={jobs.list.noneTitle} actions={<NewButton />}>
        {jobs.list.noneText}
      </EmptyState>
      <div className={styles.examples}>
        <Examples kind="Job" />
      </div>
    </>
  );
}
