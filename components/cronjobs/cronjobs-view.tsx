'use client';
import { useRouter } from 'next/navigation';
import { type RefObject, useMemo, useRef, useState } from 'react';
import { ExampleGallery } from '@/components/designer/ExampleGallery';
import type { LiveList } from '@/components/live/contract';
import { ListFrame } from '@/components/live/list-frame';
import { useLiveList } from '@/components/live/lists';
import { useLink, useNamespaces } from '@/components/live/place';
import { useUrlState } from '@/components/live/url-state';
import { useMessages } from '@/components/messages/messages';
import { BulkBar, FilterBar } from '@/components/ui/bulk-bar';
import { Button, LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { type RowChoice, useRowChoice } from '@/components/ui/row-choice';
import { SearchField } from '@/components/ui/search-field';
import { useShortcuts } from '@/components/ui/shortcuts';
import { formatCount } from '@/components/ui/time-format';
import { type Sort, VirtualTable } from '@/components/ui/virtual-table';
import { type CronJob, cronJobs as cronJobResource } from '@/lib/resources/cronjob/types';
import { type Job, jobs as jobResource } from '@/lib/resources/job/types';
import { type CronJobRow, isFound } from '@/lib/view/cronjoblist';
import { type BulkKind, CronJobsDialog } from './bulk-dialog';
import { useCronJobMenu } from './cronjob-menu';
import styles from './cronjobs-view.module.css';
import { RemoveDialog } from './remove-dialog';
import { TriggerDialog } from './trigger-dialog';
import { type CronJobActions, nameOfCronJob, useCronJobActions } from './use-cronjob-actions';
import { CronJobMenus, useCronJobColumns } from './use-cronjob-columns';
import { useCronJobRows } from './use-cronjob-rows';

const keyOf = (row: CronJobRow) => row.key;
const nameOf = ({ cronJob }: CronJobRow) => cronJob.metadata.name ?? '';

/** The list of CronJobs: live, with the next run of each, and actions on one and on many. */
export function CronJobsView() {
  const { cronjobs } = useMessages();
  const router = useRouter();
  const link = useLink();
  const { chosen } = useNamespaces();
  const list = useLiveList(cronJobResource, { namespaces: chosen, detail: 'row' });
  const jobs = useLiveList(jobResource, { namespaces: chosen, detail: 'row' });
  const all = useCronJobRows(list.items, jobs.items);
  const [text = '', setText] = useUrlState('q');
  const [sort, setSort] = useSort();
  const rows = useMemo(() => all.filter((row) => isFound(row, text)), [all, text]);
  const columns = useCronJobColumns(chosen.length !== 1);
  const choice = useRowChoice(rows);
  const { selected } = choice;
  const { menus, setBulk, ask, dialogs, actions } = useCronJobDialogs(choice, jobs);
  const textRef = useRef<HTMLInputElement>(null);
  useListKeys({ choice, textRef, actions, onBulk: setBulk, onTrigger: (target) => ask('trigger', target) });
  return (
    <CronJobMenus.Provider value={menus}>
      <PageHeader
        title={cronjobs.title}
        sentence={<Tally rows={all} shown={rows.length} list={list} />}
        actions={<NewButton />}
        below={
          selected.length > 0 ? (
            <CronJobsBar count={selected.length} onAct={setBulk} onClear={choice.clear} />
          ) : (
            <FilterBar>
              <SearchField ref={textRef} label={cronjobs.list.filterText} value={text} onChange={setText} />
            </FilterBar>
          )
        }
      />
      <ListFrame list={list} texts={cronjobs.list}>
        <VirtualTable
          label={cronjobs.list.label}
          rows={rows}
          keyOf={keyOf}
          nameOf={nameOf}
          columns={columns}
          sort={sort}
          onSort={setSort}
          selection={choice.keys}
          onSelect={choice.select}
          onCursor={choice.moveTo}
          onOpen={(row) => router.push(link(`/cronjobs/${row.cronJob.metadata.namespace}/${nameOf(row)}`))}
          loading={list.phase === 'loading'}
          empty={
            list.phase === 'refused' ? undefined : <Empty hidden={all.length} onClear={() => setText('')} />
          }
        />
      </ListFrame>
      {dialogs}
    </CronJobMenus.Provider>
  );
}

/** The menus of the rows, and the dialogs that menus, keys and the bar open. */
function useCronJobDialogs({ selected, clear }: RowChoice<CronJobRow>, jobs: LiveList<Job>) {
  const actions = useCronJobActions();
  const [asking, setAsking] = useState<{ what: 'trigger' | 'remove'; cronJob: CronJob }>();
  const [bulk, setBulk] = useState<BulkKind>();
  const ask = (what: 'trigger' | 'remove', cronJob: CronJob) => setAsking({ what, cronJob });
  const items = useCronJobMenu({
    actions,
    onTrigger: (cronJob) => ask('trigger', cronJob),
    onRemove: (cronJob) => ask('remove', cronJob),
  });
  const menus = useMemo(
    () => ({
      isPending: ({ cronJob }: CronJobRow) => {
        const { namespace, name } = nameOfCronJob(cronJob);
        return actions.pending.has(`${namespace}/${name}`);
      },
      items: ({ cronJob }: CronJobRow) => items(cronJob),
    }),
    [actions.pending, items],
  );
  const close = () => setAsking(undefined);
  const finish = () => {
    setBulk(undefined);
    clear();
  };
  const dialogs = (
    <>
      {asking?.what === 'trigger' && (
        <TriggerDialog cronJob={asking.cronJob} actions={actions} onClose={close} />
      )}
      {asking?.what === 'remove' && (
        <RemoveDialog cronJob={asking.cronJob} jobs={jobs} actions={actions} onClose={close} />
      )}
      {bulk && (
        <CronJobsDialog kind={bulk} rows={selected} onClose={() => setBulk(undefined)} onDone={finish} />
      )}
    </>
  );
  return { menus, setBulk, ask, dialogs, actions };
}

interface ListKeysOptions {
  choice: RowChoice<CronJobRow>;
  textRef: RefObject<HTMLInputElement | null>;
  actions: CronJobActions;
  onBulk: (kind: BulkKind) => void;
  onTrigger: (cronJob: CronJob) => void;
}

/** The keys of the list; they mean the selected CronJobs, or else the one under the cursor. */
function useListKeys({ choice, textRef, actions, onBulk, onTrigger }: ListKeysOptions): void {
  const { cronjobs } = useMessages();
  const { selected, current } = choice;
  const group = cronjobs.list.group;
  const suspend = () => {
    const isSuspended = ({ cronJob }: CronJobRow) => cronJob.spec.suspend === true;
    if (selected.length > 0) onBulk(selected.every(isSuspended) ? 'resume' : 'suspend');
    else if (current) void actions.setSuspended(nameOfCronJob(current.cronJob), !isSuspended(current));
  };
  const trigger = () => {
    if (selected.length > 0) onBulk('trigger');
    else if (current) onTrigger(current.cronJob);
  };
  useShortcuts([
    { keys: '/', label: cronjobs.list.focusFilter, group, run: () => textRef.current?.focus() },
    { keys: 's', label: cronjobs.actions.suspend, group, run: suspend },
    { keys: 't', label: cronjobs.actions.triggerNow, group, run: trigger },
  ]);
}

interface CronJobsBarProps {
  count: number;
  onAct: (kind: BulkKind) => void;
  onClear: () => void;
}

function CronJobsBar({ count, onAct, onClear }: CronJobsBarProps) {
  const { cronjobs } = useMessages();
  return (
    <BulkBar label={cronjobs.bulk.label} selected={cronjobs.bulk.selected(count)} onClear={onClear}>
      <Button icon="play" onClick={() => onAct('trigger')}>
        {cronjobs.actions.trigger}
      </Button>
      <Button icon="pause" onClick={() => onAct('suspend')}>
        {cronjobs.actions.suspend}
      </Button>
      <Button onClick={() => onAct('resume')}>{cronjobs.actions.resume}</Button>
      <Button tone="danger" icon="trash" onClick={() => onAct('remove')}>
        {cronjobs.actions.remove}
      </Button>
    </BulkBar>
  );
}

/** The order of the list, kept in the URL as `name` or `-name`. */
function useSort(): [Sort, (sort: Sort) => void] {
  const [text = 'next', set] = useUrlState('sort');
  const sort = useMemo(
    (): Sort => ({
      column: text.replace(/^-/, ''),
      direction: text.startsWith('-') ? 'descending' : 'ascending',
    }),
    [text],
  );
  return [sort, ({ column, direction }) => set(direction === 'descending' ? `-${column}` : column)];
}

function NewButton() {
  const { cronjobs } = useMessages();
  const link = useLink();
  return (
    <LinkButton href={link('/new', { kind: 'CronJob' })} tone="primary" icon="plus">
      {cronjobs.newCronJob}
    </LinkButton>
  );
}

interface TallyProps {
  rows: readonly CronJobRow[];
  shown: number;
  list: LiveList<CronJob>;
}

function Tally({ rows, shown, list }: TallyProps) {
  const { cronjobs } = useMessages();
  if (list.phase === 'loading' || rows.length === 0) return null;
  const suspended = rows.filter(({ cronJob }) => cronJob.spec.suspend).length;
  const parts = [
    cronjobs.list.count(formatCount(shown), formatCount(rows.length)),
    suspended > 0 ? cronjobs.list.suspendedCount(formatCount(suspended)) : '',
  ];
  return <>{parts.filter(Boolean).join(' · ')}</>;
}

function Empty({ hidden, onClear }: { hidden: number; onClear: () => void }) {
  const { cronjobs } = useMessages();
  if (hidden > 0)
    return (
      <EmptyState
        icon="filter"
        title={cronjobs.list.noMatchTitle}
        actions={<Button onClick={onClear}>{cronjobs.list.clear}</Button>}
      >
        {cronjobs.list.noMatchText(formatCount(hidden))}
      </EmptyState>
    );
  return (
    <>
      <EmptyState icon="cronjobs" title={cronjobs.list.noneTitle} actions={<NewButton />}>
        {cronjobs.list.noneText}
      </EmptyState>
      <div className={styles.examples}>
        <ExampleGallery kind="CronJob" />
      </div>
    </>
  );
}
