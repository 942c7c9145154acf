'use client';
import { useCallback, useMemo } from 'react';
import { changeSearch, useSearch } from '@/components/live/url-state';
import { type JobQuery, readJobQuery, writeJobQuery } from '@/lib/view/joblist';

/** The list's filters and order, kept in the URL: `[query, change]`. */
export function useJobQuery(): [JobQuery, (change: Partial<JobQuery>) => void] {
  const search = useSearch();
  const query = useMemo(() => readJobQuery(search), [search]);
  const change = useCallback((part: Partial<JobQuery>) => {
    const present = readJobQuery(new URLSearchParams(window.location.search));
    changeSearch(writeJobQuery({ ...present, ...part }));
  }, []);
  return [query, change];
}
