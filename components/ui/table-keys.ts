'use client';
import type { KeyboardEvent as ReactKeyboardEvent } from 'react';
import { useMessages } from '@/components/messages/messages';
import { type Shortcut, useShortcuts } from './shortcuts';

interface TableKeys {
  chief: boolean;
  cursor: number;
  count: number;
  pageRows: number;
  moveTo: (index: number) => void;
  open: () => void;
  select?: () => void;
  selectNone?: () => void;
}

/** The keys of a table: those of the page for its chief table, and those of any table that has the focus. */
export function useTableKeys(keys: TableKeys) {
  const { ui } = useMessages();
  const { cursor, count, pageRows, moveTo, open, select, selectNone } = keys;
  const group = ui.table.group;
  const letters: Shortcut[] = [
    { keys: 'j', label: ui.table.next, group, run: () => moveTo(cursor + 1) },
    { keys: 'k', label: ui.table.previous, group, run: () => moveTo(cursor - 1) },
  ];
  if (cursor >= 0) letters.push({ keys: 'Enter', label: ui.table.open, group, run: open });
  if (select) letters.push({ keys: 'x', label: ui.table.select, group, run: select });
  useShortcuts(keys.chief ? letters : []);

  const moves: Record<string, () => void> = {
    ArrowDown: () => moveTo(cursor + 1),
    ArrowUp: () => moveTo(cursor - 1),
    PageDown: () => moveTo(cursor + pageRows),
    PageUp: () => moveTo(cursor - pageRows),
    Home: () => moveTo(0),
    End: () => moveTo(count - 1),
    Enter: open,
    ...(select ? { ' ': select } : {}),
    ...(selectNone ? { Escape: selectNone } : {}),
    ...(keys.chief ? {} : Object.fromEntries(letters.map(({ keys: key, run }) => [key, run as () => void]))),
  };
  return (event: ReactKeyboardEvent<HTMLElement>) => {
    const move = moves[event.key];
    const isOwn = event.target === event.currentTarget;
    if (!move || !isOwn || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };
}
