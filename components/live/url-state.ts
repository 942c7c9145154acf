'use client';
import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/**
 * The query of the page's address, at once. The router tells of changes in a transition, which a ticking page can
 * hold up for long; a field whose text is in the address would lose keystrokes meanwhile.
 */
export function useSearch(): URLSearchParams {
  // Makes the component render when the router has gone elsewhere.
  const routed = useSearchParams().toString();
  const text = useSyncExternalStore(
    subscribe,
    () => window.location.search,
    () => (routed ? `?${routed}` : ''),
  );
  return useMemo(() => new URLSearchParams(text), [text]);
}

/**
 * Changes parameters of the page's address; `undefined` or `''` takes one out. `push` makes it a step of the
 * history. The page's own parts read the address themselves, so the server is not asked.
 */
export function changeSearch(changes: Readonly<Record<string, string | undefined>>, push = false): void {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  if (push) window.history.pushState(null, '', url);
  else window.history.replaceState(null, '', url);
  for (const listener of listeners) listener();
}

/** One parameter of the page's address: `[value, set]`; see `changeSearch`. */
export function useUrlState(
  name: string,
): [string | undefined, (value: string | undefined, push?: boolean) => void] {
  const search = useSearch();
  const set = useCallback(
    (value: string | undefined, push?: boolean) => changeSearch({ [name]: value }, push),
    [name],
  );
  return [search.get(name) ?? undefined, set];
}
