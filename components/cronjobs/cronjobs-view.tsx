'use client';
import { useRouter } from 'next/navigation';
import { useMemo, useRef, useState } from 'react';
import { ExampleGallery } from '@/components/designer/ExampleGallery';
import type { LiveList } from '@/components/live/contract';
import { useLiveList } from '@/components/live/lists';
import { useLink, useNamespaces, useUrlState } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { Button, LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { PageHeader } from '@/components/ui/page-header';
import { useShortcuts } from '@/components/ui/shortcuts';
import { TextField } from '@/components/ui/text-field';
import { formatCount } from '@/components/ui/time-format';
import { type Sort, VirtualTable } from '@/components/ui/virtual-table';
import { type CronJob, cronJobs as cronJobResource } from '@/lib/resources/cronjob/types';
import { jobs as jobResource } from '@/lib/resources/job/types';
import { type CronJobRow, isFound } from '@/lib/view/cronjoblist';
import { BulkBar } from './bulk-bar';
import { BulkDialog, type BulkKind } from './bulk-dialog';
import { useCronJobMenu } from './cronjob-menu';
import styles from './cronjobs-view.module.css';
import { RemoveDialog } from './remove-dialog';
import { TriggerDialog } from './trigger-dialog';
import { useCronJobActions } from './use-cronjob-actions';
import { RowMenu, useCronJobColumns } from './use-cronjob-columns';
import { useCronJobRows } from './use-cronjob-rows';

const keyOf = (row: CronJobRow) => row.key;
const nameOf = ({ cronJob }: CronJobRow) => cronJob.metadata.name ?? '';
const none: ReadonlySet<string> = new Set();

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
  const actions = useCronJobActions();
  const [asking, setAsking] = useState<{ what: 'trigger' | 'remove'; cronJob: CronJob }>();
  const [bulk, setBulk] = useState<BulkKind>();
  const [selection, setSelection] = useState(none);
  // What a filter hides is not acted on.
  const selected = useMemo(() => rows.filter((row) => selection.has(row.key)), [rows, selection]);
  const items = useCronJobMenu({
    actions,
    onTrigger: (cronJob) => setAsking({ what: 'trigger', cronJob }),
    onRemove: (cronJob) => setAsking({ what: 'remove', cronJob }),
  });
  const menu = useMemo(() => ({ pending: actions.pending, items }), [actions.pending, items]);
  const textRef = useRef<HTMLInputElement>(null);
  const group = cronjobs.list.group;
  const ask = (kind: BulkKind) => selected.length > 0 && setBulk(kind);
  const allSuspended = selected.every(({ cronJob }) => cronJob.spec.suspend);
  useShortcuts([
    { keys: '/', label: cronjobs.list.focusFilter, group, run: () => textRef.current?.focus() },
    {
      keys: 's',
      label: cronjobs.actions.suspend,
      group,
      run: () => ask(allSuspended ? 'resume' : 'suspend'),
    },
    { keys: 't', label: cronjobs.actions.triggerNow, group, run: () => ask('trigger') },
  ]);
  const close = () => setAsking(undefined);
  return (
    <RowMenu.Provider value={menu}>
      <PageHeader
        title={cronjobs.title}
        sentence={<Tally rows={all} shown={rows.length} list={list} />}
        actions={<NewButton />}
        below={
          selected.length > 0 ? (
            <BulkBar count={selected.length} onAct={setBulk} onClear={() => setSelection(none)} />
          ) : (
            <div className={styles.filters}>
              <div className={styles.text}>
                <TextField
                  ref={textRef}
                  label={cronjobs.list.filterText}
                  hideLabel
                  type="search"
                  icon="search"
                  placeholder={cronjobs.list.filterText}
                  value={text}
                  onChange={setText}
                />
              </div>
            </div>
          )
        }
      />
      <Trouble list={list} />
      <div className={styles.table} data-stale={list.phase === 'stale' || undefined}>
        <VirtualTable
          label={cronjobs.list.label}
          rows={rows}
          keyOf={keyOf}
          nameOf={nameOf}
          columns={columns}
          sort={sort}
          onSort={setSort}
          selection={selection}
          onSelect={setSelection}
          onOpen={(row) => router.push(link(`/cronjobs/${row.cronJob.metadata.namespace}/${nameOf(row)}`))}
          loading={list.phase === 'loading'}
          empty={
            list.phase === 'refused' ? undefined : <Empty hidden={all.length} onClear={() => setText('')} />
          }
        />
      </div>
      {asking?.what === 'trigger' && (
        <TriggerDialog cronJob={asking.cronJob} actions={actions} onClose={close} />
      )}
      {asking?.what === 'remove' && (
        <RemoveDialog cronJob={asking.cronJob} jobs={jobs} actions={actions} onClose={close} />
      )}
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

/** What is wrong with the data, over the list. */
function Trouble({ list }: { list: LiveList<CronJob> }) {
  const { cronjobs } = useMessages();
  if (list.phase === 'refused')
    return <ErrorNotice title={cronjobs.list.refused}>{list.error?.message}</ErrorNotice>;
  if (list.phase !== 'stale' || !list.error) return null;
  return (
    <ErrorNotice title={cronjobs.list.stale} tone="warning" heals currentAtMs={list.currentAtMs}>
      {list.error.message}
    </ErrorNotice>
  );
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
