'use client';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import type { MenuItem } from '@/components/ui/menu';
import type { Job } from '@/lib/resources/job/types';
import { isFinished } from '@/lib/view/jobstate';
import type { JobActions } from './use-job-actions';

interface JobMenuOptions {
  actions: JobActions;
  onRemove: (job: Job) => void;
}

/** Where New starts from a copy of a Job. */
export function useEditLink(): (namespace: string, name: string) => string {
  const link = useLink();
  return (namespace, name) => link('/new', { from: `jobs/${namespace}/${name}` });
}

/** Makes the lines of the menu of a Job. */
export function useJobMenu({ actions, onRemove }: JobMenuOptions): (job: Job) => MenuItem[] {
  const { jobs } = useMessages();
  const link = useLink();
  const editLink = useEditLink();
  return (job) => {
    const { namespace = '', name = '', uid } = job.metadata;
    const target = { namespace, name, uid };
    const finished = isFinished(job);
    const suspended = job.spec.suspend === true;
    return [
      {
        label: suspended ? jobs.actions.resume : jobs.actions.suspend,
        icon: suspended ? 'play' : 'pause',
        disabled: finished,
        note: finished ? jobs.actions.isFinished : undefined,
        onSelect: () => void actions.setSuspended(target, !suspended),
      },
      { label: jobs.actions.rerun, icon: 'rerun', onSelect: () => void actions.rerun(target) },
      { kind: 'link', label: jobs.actions.editAsNew, icon: 'edit', href: editLink(namespace, name) },
      { kind: 'line' },
      {
        kind: 'link',
        label: jobs.actions.logs,
        icon: 'logs',
        href: link(`/jobs/${namespace}/${name}`, { tab: 'logs' }),
      },
      { kind: 'line' },
      { label: jobs.actions.remove, icon: 'trash', danger: true, onSelect: () => onRemove(job) },
    ];
  };
}
