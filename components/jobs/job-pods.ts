'use client';
import { useMemo } from 'react';
import type { LiveList } from '@/components/live/contract';
import { useLiveList } from '@/components/live/lists';
import { controllerOf } from '@/lib/meta/object';
import type { LabelSelector } from '@/lib/meta/selector';
import type { Job } from '@/lib/resources/job/types';
import { type Pod, pods } from '@/lib/resources/pod/types';

/** The text of a label selector, as the API takes it in a query. */
function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...labels, ...expressions].join(',');
}

/** The pods of a Job, followed: those its selector names and no other owner has. */
export function useJobPods(job: Job | undefined): LiveList<Pod> {
  const selector = job?.spec.selector;
  const { namespace = '', uid } = job?.metadata ?? {};
  const list = useLiveList(selector ? pods : undefined, {
    namespaces: [namespace],
    labelSelector: selector && selectorText(selector),
    detail: 'row',
  });
  return useMemo(() => {
    const own = list.items.filter((pod) => (controllerOf(pod)?.uid ?? uid) === uid);
    return own.length === list.items.length ? list : { ...list, items: own };
  }, [list, uid]);
}
