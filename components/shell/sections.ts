import type { Catalogue } from '@/components/messages/catalogue';
import type { IconName } from '@/components/ui/icon';

/** A page of the navigation. */
export interface Section {
  /** The part of the path after the cluster; the overview has none. */
  id: '' | 'jobs' | 'cronjobs' | 'new';
  icon: IconName;
  /** The keys that go there. */
  keys: string;
  label: (shell: Catalogue['shell']) => string;
  goTo: (shell: Catalogue['shell']) => string;
}

/** The pages of the navigation, in its order. */
export const sections: readonly Section[] = [
  {
    id: '',
    icon: 'overview',
    keys: 'g o',
    label: ({ nav }) => nav.overview,
    goTo: ({ shortcuts }) => shortcuts.overview,
  },
  {
    id: 'jobs',
    icon: 'jobs',
    keys: 'g j',
    label: ({ nav }) => nav.jobs,
    goTo: ({ shortcuts }) => shortcuts.jobs,
  },
  {
    id: 'cronjobs',
    icon: 'cronjobs',
    keys: 'g c',
    label: ({ nav }) => nav.cronjobs,
    goTo: ({ shortcuts }) => shortcuts.cronjobs,
  },
  {
    id: 'new',
    icon: 'plus',
    keys: 'n',
    label: ({ nav }) => nav.create,
    goTo: ({ shortcuts }) => shortcuts.create,
  },
];
