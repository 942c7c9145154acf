'use client';
import type { RefObject } from 'react';
import { useMessages } from '@/components/messages/messages';
import { Button, IconButton } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { MultiSelect } from '@/components/ui/multi-select';
import { TextField } from '@/components/ui/text-field';
import { formatCount } from '@/components/ui/time-format';
import type { LogFilter } from '@/lib/view/joblog';
import styles from './log-view.module.css';
import type { LogSearch } from './use-log-search';

/** How the log is shown. */
export interface LogLook {
  times: boolean;
  wrap: boolean;
  onlyMatches: boolean;
}

interface LogToolbarProps {
  pods: readonly string[];
  containers: readonly string[];
  filter: LogFilter;
  onFilter: (part: Partial<LogFilter>) => void;
  look: LogLook;
  onLook: (part: Partial<LogLook>) => void;
  search: LogSearch;
  searchRef: RefObject<HTMLInputElement | null>;
  lineCount: number;
  following: boolean;
  live: boolean;
  onFollow: (following: boolean) => void;
  onDownload: () => void;
}

/** Search, filters and ways to look at a log. */
export function LogToolbar(props: LogToolbarProps) {
  const { pods, containers, filter, look, onLook, following, live } = props;
  const { logs } = useMessages();
  return (
    <div className={styles.toolbar}>
      <Search search={props.search} searchRef={props.searchRef} />
      {pods.length > 1 && (
        <Choice
          label={logs.pods}
          noneLabel={logs.allPods}
          several={logs.somePods}
          values={pods}
          chosen={filter.pods}
          onChange={(chosen) => props.onFilter({ pods: chosen })}
        />
      )}
      {containers.length > 1 && (
        <Choice
          label={logs.containers}
          noneLabel={logs.allContainers}
          several={(count) => `${count}`}
          values={containers}
          chosen={filter.containers}
          onChange={(chosen) => props.onFilter({ containers: chosen })}
        />
      )}
      <span className={styles.count}>{logs.lines(formatCount(props.lineCount))}</span>
      <Menu
        trigger={<Button icon="rail">{logs.view}</Button>}
        items={[
          {
            kind: 'choice',
            label: logs.times,
            chosen: look.times,
            onSelect: () => onLook({ times: !look.times }),
          },
          {
            kind: 'choice',
            label: logs.wrap,
            chosen: look.wrap,
            onSelect: () => onLook({ wrap: !look.wrap }),
          },
          {
            kind: 'choice',
            label: logs.onlyMatches,
            chosen: look.onlyMatches,
            onSelect: () => onLook({ onlyMatches: !look.onlyMatches }),
          },
        ]}
      />
      <IconButton icon="download" label={logs.download} onClick={props.onDownload} />
      <Button
        icon="arrow-down"
        aria-pressed={following}
        className={following ? styles.pressed : undefined}
        onClick={() => props.onFollow(!following)}
      >
        {live ? logs.follow : logs.toEnd}
      </Button>
    </div>
  );
}

function Search({ search, searchRef }: Pick<LogToolbarProps, 'search' | 'searchRef'>) {
  const { logs } = useMessages();
  const { text, setText, matches, place, step } = search;
  return (
    <div className={styles.search}>
      <TextField
        ref={searchRef}
        label={logs.search}
        hideLabel
        type="search"
        icon="search"
        placeholder={logs.search}
        value={text}
        onChange={setText}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          step(event.shiftKey ? -1 : 1);
        }}
      />
      {text !== '' && (
        <>
          <span role="status" className={styles.count}>
            {matches.length === 0
              ? logs.noMatches
              : logs.matches(formatCount(place + 1), formatCount(matches.length))}
          </span>
          <IconButton icon="arrow-up" label={logs.previousMatch} onClick={() => step(-1)} />
          <IconButton icon="arrow-down" label={logs.nextMatch} onClick={() => step(1)} />
        </>
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  noneLabel: string;
  several: (count: number) => string;
  values: readonly string[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

function Choice({ label, noneLabel, several, values, chosen, onChange }: ChoiceProps) {
  const [first] = chosen;
  const text = chosen.size === 0 ? noneLabel : chosen.size === 1 ? first : several(chosen.size);
  return (
    <MultiSelect
      label={label}
      noneLabel={noneLabel}
      chosen={[...chosen]}
      onChange={(next) => onChange(new Set(next))}
      options={values.map((value) => ({ value }))}
      trigger={<Button icon="filter">{text}</Button>}
    />
  );
}
