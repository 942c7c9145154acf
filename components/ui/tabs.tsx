'use client';
import * as RadixTabs from 'radix-ui/tabs';
import type { ReactNode } from 'react';
import styles from './tabs.module.css';

/** One tab. `content` is made only while the tab is shown. */
export interface Tab {
  id: string;
  label: ReactNode;
  /** A number behind the label. */
  count?: number;
  content: () => ReactNode;
}

interface TabsProps {
  /** What the tabs divide, for screen readers. */
  label: string;
  tabs: readonly Tab[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** Tabs over the full width; the panel takes the height that is left. Keep the choice in the URL. */
export function Tabs({ label, tabs, chosen, onChoose }: TabsProps) {
  return (
    <RadixTabs.Root value={chosen} onValueChange={onChoose} className={styles.tabs}>
      <RadixTabs.List aria-label={label} className={styles.list}>
        {tabs.map((tab) => (
          <RadixTabs.Trigger key={tab.id} value={tab.id} className={styles.tab}>
            {tab.label}
            {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.id} value={tab.id} className={styles.panel}>
          {tab.id === chosen && tab.content()}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}
