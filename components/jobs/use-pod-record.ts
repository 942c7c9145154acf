'use client';
import { useEffect, useState } from 'react';
import type { LiveList } from '@/components/live/contract';
import type { Pod } from '@/lib/resources/pod/types';
import { systemClock } from '@/lib/time/system';
import { type PodRecord, recordPods } from '@/lib/view/timelinerecord';

const clock = systemClock();
const nothing: PodRecord = new Map();

/** What has been seen of a Job's pods since the component is shown: pods that go stay. */
export function usePodRecord(list: LiveList<Pod>): PodRecord {
  const [record, setRecord] = useState(nothing);
  const { items, phase } = list;
  useEffect(() => {
    // A list that is old or refused says nothing about what has gone.
    if (phase !== 'live' && phase !== 'loading') return;
    setRecord((before) => recordPods(before, items, clock.now()));
  }, [items, phase]);
  return record;
}
