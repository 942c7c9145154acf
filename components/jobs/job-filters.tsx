'use client';
import { type RefObject, useMemo } from 'react';
import { useMessages } from '@/components/messages/messages';
import { FilterBar } from '@/components/ui/bulk-bar';
import { Button } from '@/components/ui/button';
import { Combobox } from '@/components/ui/combobox';
import { MultiSelect } from '@/components/ui/multi-select';
import { SearchField } from '@/components/ui/search-field';
import { TextField } from '@/components/ui/text-field';
import { formatCount } from '@/components/ui/time-format';
import { countPhases, type JobQuery, type JobRow, jobPhases, labelProblem } from '@/lib/view/joblist';
import type { JobPhase } from '@/lib/view/jobstate';
import styles from './jobs-view.module.css';

interface JobFiltersProps {
  rows: readonly JobRow[];
  query: JobQuery;
  onChange: (part: Partial<JobQuery>) => void;
  textRef: RefObject<HTMLInputElement | null>;
}

/** The filters of the list: text, status, owner, labels. */
export function JobFilters({ rows, query, onChange, textRef }: JobFiltersProps) {
  const { jobs } = useMessages();
  const counts = useMemo(() => countPhases(rows), [rows]);
  const owners = useMemo(
    () => [...new Set(rows.flatMap(({ owner }) => owner?.name ?? []))].sort().map((value) => ({ value })),
    [rows],
  );
  const filtered = isFiltered(query);
  return (
    <FilterBar>
      <SearchField
        ref={textRef}
        label={jobs.list.filterText}
        value={query.text}
        onChange={(text) => onChange({ text })}
      />
      <MultiSelect
        label={jobs.list.filterStatus}
        noneLabel={jobs.list.allStatuses}
        chosen={query.phases}
        onChange={(chosen) => onChange({ phases: chosen as JobPhase[] })}
        options={jobPhases.map((value) => ({
          value,
          label: jobs.phase[value],
          note: counts.get(value) ? formatCount(counts.get(value)!) : undefined,
        }))}
        trigger={
          <Button icon="filter">
            {query.phases.length === 0
              ? jobs.list.allStatuses
              : query.phases.map((phase) => jobs.phase[phase]).join(', ')}
          </Button>
        }
      />
      <div className={styles.owner}>
        <Combobox
          label={jobs.list.filterOwner}
          hideLabel
          placeholder={jobs.list.allOwners}
          value={query.owner}
          onChange={(owner) => onChange({ owner })}
          suggestions={[{ value: '-', label: jobs.list.noOwner }, ...owners]}
        />
      </div>
      <div className={styles.labels}>
        <TextField
          label={jobs.list.filterLabels}
          hideLabel
          mono
          placeholder={jobs.list.labelsHint}
          value={query.labels}
          onChange={(labels) => onChange({ labels })}
          error={query.labels ? labelProblem(query.labels) : undefined}
        />
      </div>
      {filtered && (
        <Button tone="quiet" icon="close" onClick={() => onChange(noFilter)}>
          {jobs.list.clear}
        </Button>
      )}
    </FilterBar>
  );
}

/** The part of a query that filters nothing. */
export const noFilter = { phases: [], text: '', labels: '', owner: '' } satisfies Partial<JobQuery>;

/** Whether a query may hide something. */
export function isFiltered({ phases, text, labels, owner }: JobQuery): boolean {
  return phases.length > 0 || text !== '' || labels !== '' || owner !== '';
}
