'use client';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { systemClock } from '@/lib/time/system';

/** A key, or keys one after the other (`g j`), that does something while the component that registers it is shown. */
export interface Shortcut {
  keys: string;
  /** What it does, for the sheet of all shortcuts; left out, it is not listed. */
  label?: string;
  /** Heading under which the sheet lists it. */
  group?: string;
  run: (event: KeyboardEvent) => void;
}

type Source = () => readonly Shortcut[];

/** How long a started sequence such as `g` waits for its next key. */
const sequenceMs = 1200;

const clock = systemClock();
const listeners = new Set<() => void>();
let sources: readonly Source[] = [];
let typed = '';
let forget = () => {};

/**
 * Registers shortcuts for as long as the component is shown. They rest while somebody types in a field or a dialog is open. Of two
 * with the same keys the one registered last wins.
 */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const source: Source = () => latest.current;
    add(source);
    return () => remove(source);
  }, []);
}

/** Every shortcut that works at present; read when the sheet opens. */
export function useActiveShortcuts(): readonly Shortcut[] {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => sources,
    () => sources,
  );
  return current.flatMap((source) => source());
}

function add(source: Source): void {
  if (sources.length === 0) window.addEventListener('keydown', onKeyDown);
  change([...sources, source]);
}

function remove(source: Source): void {
  change(sources.filter((other) => other !== source));
  if (sources.length === 0) window.removeEventListener('keydown', onKeyDown);
}

function change(next: readonly Source[]): void {
  sources = next;
  for (const listener of listeners) listener();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target))
    return;
  if (event.key === 'Shift') return;
  const keys = typed ? `${typed} ${event.key}` : event.key;
  const known = sources.flatMap((source) => source());
  const match = known.findLast((shortcut) => shortcut.keys === keys);
  forget();
  typed = '';
  if (match) {
    event.preventDefault();
    match.run(event);
  } else if (known.some((shortcut) => shortcut.keys.startsWith(`${keys} `))) {
    typed = keys;
    forget = clock.after(sequenceMs, () => {
      typed = '';
    });
  }
}

/** Whether keys belong to a field, an open menu or a dialog rather than to the page. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][data-state="open"][data-modal], [role="menu"]')) return true;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input:not([type=checkbox]), textarea, select, [role=listbox], [role=combobox]') !== null
  );
}
