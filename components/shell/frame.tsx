'use client';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { type Shortcut, useShortcuts } from '@/components/ui/shortcuts';
import { ClusterProblem } from './cluster-problem';
import styles from './frame.module.css';
import { keepPreference, type Theme } from './preferences';
import { Rail } from './rail';
import { sections } from './sections';
import { type ShownCluster, TopBar } from './top-bar';

// Neither is needed to show a page.
const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette));
const ShortcutSheet = dynamic(() => import('./shortcut-sheet').then((module) => module.ShortcutSheet));

interface FrameProps {
  clusters: readonly ShownCluster[];
  current: ShownCluster;
  theme: Theme;
  railCollapsed: boolean;
  children: ReactNode;
}

/** The frame around every page of a cluster: navigation, top bar, keyboard, and what is wrong with the cluster if anything is. */
export function Frame({ clusters, current, theme: firstTheme, railCollapsed, children }: FrameProps) {
  const { shell } = useMessages();
  const [theme, setTheme] = useState(firstTheme);
  const [collapsed, setCollapsed] = useState(railCollapsed);
  const [over, setOver] = useState<'palette' | 'shortcuts' | undefined>();
  useFrameShortcuts(setOver);

  const changeTheme = (next: Theme) => {
    setTheme(next);
    keepPreference('theme', next);
    document.documentElement.dataset.theme = next;
  };
  const toggleRail = () => {
    keepPreference('rail', collapsed ? 'words' : 'icons');
    setCollapsed(!collapsed);
  };
  const close = () => setOver(undefined);
  return (
    <div className={styles.frame}>
      <a href="#content" className={styles.skip}>
        {shell.nav.skip}
      </a>
      <Rail collapsed={collapsed} onToggle={toggleRail} />
      <div className={styles.right}>
        <TopBar
          clusters={clusters}
          theme={theme}
          onTheme={changeTheme}
          onSearch={() => setOver('palette')}
          onShortcuts={() => setOver('shortcuts')}
        />
        <main id="content" tabIndex={-1} className={styles.content}>
          <ClusterProblem cluster={current} />
          {children}
        </main>
      </div>
      {over === 'palette' && <CommandPalette clusters={clusters} onClose={close} />}
      {over === 'shortcuts' && <ShortcutSheet onClose={close} />}
    </div>
  );
}

function useFrameShortcuts(setOver: (over: 'palette' | 'shortcuts') => void): void {
  const { shell } = useMessages();
  const router = useRouter();
  const link = useLink();
  const group = shell.shortcuts.everywhere;
  const pages = sections.map(
    ({ id, keys, goTo }): Shortcut => ({
      keys,
      label: goTo(shell),
      group,
      run: () => router.push(link(id ? `/${id}` : '')),
    }),
  );
  useShortcuts([
    ...pages,
    {
      keys: '/',
      label: shell.shortcuts.filter,
      group,
      run: () => (focusFilter() ? undefined : setOver('palette')),
    },
    { keys: '?', label: shell.shortcuts.sheet, group, run: () => setOver('shortcuts') },
  ]);
  useEffect(() => {
    // Works while typing too, which other shortcuts must not.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey) return;
      event.preventDefault();
      setOver('palette');
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [setOver]);
}

/** Puts the focus into the page's filter: the first search field of the content. Answers whether there is one. */
function focusFilter(): boolean {
  const field = document.querySelector<HTMLInputElement>('#content input[type=search]');
  field?.focus();
  field?.select();
  return field !== null;
}
