'use client';
import { useRouter } from 'next/navigation';
import * as RadixDialog from 'radix-ui/dialog';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { useLiveList } from '@/components/live/lists';
import { useCluster, useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { Icon } from '@/components/ui/icon';
import type { KubeObject } from '@/lib/meta/object';
import { cronJobs } from '@/lib/resources/cronjob/types';
import { jobs } from '@/lib/resources/job/types';
import styles from './command-palette.module.css';
import { findItems, type PaletteGroup, type PaletteItem } from './palette-items';
import { sections } from './sections';
import type { ShownCluster } from './top-bar';

interface CommandPaletteProps {
  clusters: readonly ShownCluster[];
  onClose: () => void;
}

/** Goes to any page, Job or CronJob by a few letters of its name, and to what creates one. */
export function CommandPalette({ clusters, onClose }: CommandPaletteProps) {
  const { shell } = useMessages();
  const router = useRouter();
  const id = useId();
  const [text, setText] = useState('');
  const [cursor, setCursor] = useState(0);
  const items = usePaletteItems(clusters);
  const groups = useMemo(() => findItems(items, text), [items, text]);
  const found = groups.flatMap((group) => group.items);

  const go = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    router.push(item.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setCursor((cursor + step + found.length) % found.length);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      go(found[cursor]);
    }
  };
  return (
    <RadixDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={styles.scrim} />
        <RadixDialog.Content data-modal="" aria-describedby={undefined} className={styles.palette}>
          <RadixDialog.Title className={styles.hidden}>{shell.palette.label}</RadixDialog.Title>
          <div className={styles.search}>
            <Icon name="search" />
            <input
              role="combobox"
              aria-expanded="true"
              aria-controls={id}
              aria-label={shell.palette.label}
              aria-activedescendant={found[cursor] ? `${id}-${cursor}` : undefined}
              autoComplete="off"
              spellCheck={false}
              placeholder={shell.palette.placeholder}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setCursor(0);
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <PaletteList id={id} groups={groups} chosen={found[cursor]} found={found} onChoose={go} />
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

interface PaletteListProps {
  id: string;
  groups: readonly PaletteGroup[];
  found: readonly PaletteItem[];
  chosen: PaletteItem | undefined;
  onChoose: (item: PaletteItem) => void;
}

function PaletteList({ id, groups, found, chosen, onChoose }: PaletteListProps) {
  const { palette } = useMessages().shell;
  return (
    <div id={id} role="listbox" aria-label={palette.label} className={styles.list}>
      {groups.map(({ group, items, hidden }) => (
        // biome-ignore lint/a11y/useSemanticElements: options are grouped so in a listbox
        <div key={group} role="group" aria-label={group}>
          <div aria-hidden="true" className={styles.group}>
            {group}
          </div>
          {items.map((item) => (
            <PaletteLine
              key={item.id}
              id={`${id}-${found.indexOf(item)}`}
              item={item}
              current={item === chosen}
              onChoose={() => onChoose(item)}
            />
          ))}
          {hidden > 0 && <div className={styles.more}>{palette.more(hidden)}</div>}
        </div>
      ))}
    </div>
  );
}

interface PaletteLineProps {
  id: string;
  item: PaletteItem;
  current: boolean;
  onChoose: () => void;
}

function PaletteLine({ id, item, current, onChoose }: PaletteLineProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field, which keeps the focus
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={current}
      className={styles.option}
      ref={(element) => {
        if (current) element?.scrollIntoView({ block: 'nearest' });
      }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <Icon name={item.icon} size={14} />
      <span className={styles.label}>{item.label}</span>
      {item.note && <small>{item.note}</small>}
    </div>
  );
}

function usePaletteItems(clusters: readonly ShownCluster[]): PaletteItem[] {
  const { shell } = useMessages();
  const link = useLink();
  const cluster = useCluster();
  const jobList = useLiveList(jobs);
  const cronJobList = useLiveList(cronJobs);
  return useMemo(() => {
    const { palette } = shell;
    const pages = sections
      .filter(({ id }) => id !== 'new')
      .map(
        ({ id, icon, label }): PaletteItem => ({
          id: `page ${id}`,
          group: palette.pages,
          label: label(shell),
          icon,
          href: link(id ? `/${id}` : ''),
        }),
      );
    const create = (
      [
        ['Job', palette.newJob],
        ['CronJob', palette.newCronJob],
      ] as const
    ).map(
      ([kind, label]): PaletteItem => ({
        id: `new ${kind}`,
        group: palette.create,
        label,
        icon: 'plus',
        href: link('/new', { kind }),
      }),
    );
    const objectItem =
      (plural: 'jobs' | 'cronjobs') =>
      ({ metadata: { namespace = '', name = '' } }: KubeObject): PaletteItem => ({
        id: `${plural} ${namespace}/${name}`,
        group: palette[plural],
        label: name,
        note: namespace,
        icon: plural,
        href: link(`/${plural}/${namespace}/${name}`),
      });
    const others = clusters
      .filter(({ name }) => name !== cluster)
      .map(
        ({ name }): PaletteItem => ({
          id: `cluster ${name}`,
          group: palette.clusters,
          label: name,
          icon: 'cluster',
          href: `/${encodeURIComponent(name)}`,
        }),
      );
    return [
      ...pages,
      ...create,
      ...cronJobList.items.map(objectItem('cronjobs')),
      ...jobList.items.map(objectItem('jobs')),
      ...others,
    ];
  }, [shell, link, cluster, clusters, jobList.items, cronJobList.items]);
}
