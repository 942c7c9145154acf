'use client';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import type { MenuItem } from '@/components/ui/menu';
import type { CronJob } from '@/lib/resources/cronjob/types';
import { type CronJobActions, nameOfCronJob } from './use-cronjob-actions';

interface CronJobMenuOptions {
  actions: CronJobActions;
  onTrigger: (cronJob: CronJob) => void;
  onRemove: (cronJob: CronJob) => void;
}

/** Makes the lines of the menu of a CronJob. */
export function useCronJobMenu(options: CronJobMenuOptions): (cronJob: CronJob) => MenuItem[] {
  const { cronjobs } = useMessages();
  const texts = cronjobs.actions;
  const link = useLink();
  return (cronJob) => {
    const target = nameOfCronJob(cronJob);
    const place = `cronjobs/${target.namespace}/${target.name}`;
    const suspended = cronJob.spec.suspend === true;
    return [
      { label: texts.trigger, icon: 'play', onSelect: () => options.onTrigger(cronJob) },
      {
        label: suspended ? texts.resume : texts.suspend,
        icon: suspended ? 'clock' : 'pause',
        onSelect: () => void options.actions.setSuspended(target, !suspended),
      },
      { kind: 'line' },
      { kind: 'link', label: texts.edit, icon: 'edit', href: link('/new', { edit: place }) },
      { kind: 'link', label: texts.editAsNew, icon: 'copy', href: link('/new', { from: place }) },
      { kind: 'line' },
      { label: texts.remove, icon: 'trash', danger: true, onSelect: () => options.onRemove(cronJob) },
    ];
  };
}
