'use client';
import { useRouter } from 'next/navigation';
import { useLiveList } from '@/components/live/lists';
import { useCluster, useNamespaces } from '@/components/live/place';
import { useLanguage, useMessages } from '@/components/messages/messages';
import { Button, IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { MultiSelect } from '@/components/ui/multi-select';
import { namespaces } from '@/lib/resources/namespace/types';
import { Brand } from './brand';
import { LiveDot } from './live-dot';
import { keepPreference, type Theme } from './preferences';
import styles from './top-bar.module.css';

/** What the frame knows of a cluster. */
export interface ShownCluster {
  name: string;
  server: string;
  builtIn: boolean;
}

interface TopBarProps {
  clusters: readonly ShownCluster[];
  theme: Theme;
  onTheme: (theme: Theme) => void;
  onSearch: () => void;
  onShortcuts: () => void;
}

/** Where one is (cluster, namespaces), the way to everywhere, and whether it is live. */
export function TopBar({ clusters, theme, onTheme, onSearch, onShortcuts }: TopBarProps) {
  const { top } = useMessages().shell;
  return (
    <header className={styles.bar}>
      <span className={styles.brand}>
        <Brand />
      </span>
      <ClusterMenu clusters={clusters} />
      <NamespacePicker />
      <button type="button" className={styles.search} onClick={onSearch} aria-label={top.search}>
        <Icon name="search" size={14} />
        <span className={styles.searchText}>{top.search}</span>
        <span className={styles.searchKeys}>
          <Kbd keys="mod+k" />
        </span>
      </button>
      <LiveDot />
      <PreferencesMenu theme={theme} onTheme={onTheme} onShortcuts={onShortcuts} />
    </header>
  );
}

function ClusterMenu({ clusters }: { clusters: readonly ShownCluster[] }) {
  const { top } = useMessages().shell;
  const router = useRouter();
  const current = useCluster();
  const items = clusters.map(
    ({ name, server, builtIn }): MenuItem => ({
      kind: 'choice',
      label: name,
      chosen: name === current,
      note: builtIn ? top.builtIn : server,
      onSelect: () => router.push(`/${encodeURIComponent(name)}`),
    }),
  );
  return (
    <Menu
      align="start"
      items={[{ kind: 'heading', label: top.cluster }, ...items]}
      trigger={
        <Button tone="quiet" aria-label={`${top.cluster}: ${current}`} className={styles.pick}>
          <Icon name="cluster" size={14} />
          <span className={styles.clip}>{current}</span>
          <Icon name="chevron-down" size={12} />
        </Button>
      }
    />
  );
}

function NamespacePicker() {
  const { top } = useMessages().shell;
  const { chosen, choose } = useNamespaces();
  const { items } = useLiveList(namespaces);
  const known = items.map((namespace) => namespace.metadata.name ?? '');
  // A chosen namespace that has gone stays visible, so that it can be unchosen.
  const names = [...new Set([...known, ...chosen])].sort();
  const text = chosen.length === 0 ? top.allNamespaces : chosen.length === 1 ? chosen[0] : undefined;
  return (
    <MultiSelect
      label={top.namespaces}
      chosen={chosen}
      onChange={choose}
      options={names.map((name) => ({ value: name }))}
      noneLabel={top.allNamespaces}
      trigger={
        <Button
          tone="quiet"
          aria-label={`${top.namespaces}: ${chosen.join(', ') || top.allNamespaces}`}
          className={styles.pick}
        >
          <span className={styles.clip}>{text ?? top.namespaceCount(chosen.length)}</span>
          <Icon name="chevron-down" size={12} />
        </Button>
      }
    />
  );
}

type PreferencesMenuProps = Pick<TopBarProps, 'theme' | 'onTheme' | 'onShortcuts'>;

function PreferencesMenu({ theme, onTheme, onShortcuts }: PreferencesMenuProps) {
  const { shell } = useMessages();
  const language = useLanguage();
  const themes = (['system', 'light', 'dark'] as const).map(
    (value): MenuItem => ({
      kind: 'choice',
      label: shell.theme[value],
      chosen: theme === value,
      onSelect: () => onTheme(value),
    }),
  );
  const languages = (
    [
      ['en', 'English'],
      ['zh-CN', '简体中文'],
    ] as const
  ).map(
    ([value, label]): MenuItem => ({
      kind: 'choice',
      label,
      chosen: language === value,
      onSelect: () => {
        keepPreference('language', value);
        // All texts change, also those of the server and of what is loaded later.
        if (language !== value) window.location.reload();
      },
    }),
  );
  const icons = { system: 'screen', light: 'sun', dark: 'moon' } as const;
  return (
    <Menu
      trigger={<IconButton icon={icons[theme]} label={shell.top.preferences} />}
      items={[
        { kind: 'heading', label: shell.top.theme },
        ...themes,
        { kind: 'line' },
        { kind: 'heading', label: shell.top.language },
        ...languages,
        { kind: 'line' },
        { label: shell.top.shortcuts, icon: 'keyboard', shortcut: '?', onSelect: onShortcuts },
      ]}
    />
  );
}
