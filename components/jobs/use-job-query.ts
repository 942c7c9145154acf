'use client';
import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { type JobQuery, readJobQuery, writeJobQuery } from '@/lib/view/joblist';

/** The list's filters and order, kept in the URL: `[query, change]`. */
export function useJobQuery(): [JobQuery, (change: Partial<JobQuery>) => void] {
  const search = useSearchParams();
  const query = useMemo(() => readJobQuery(search), [search]);
  const change = useCallback((part: Partial<JobQuery>) => {
    const url = new URL(window.location.href);
    const next = { ...readJobQuery(url.searchParams), ...part };
    for (const [name, value] of Object.entries(writeJobQuery(next))) {
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    window.history.replaceState(null, '', url);
  }, []);
  return [query, change];
}
