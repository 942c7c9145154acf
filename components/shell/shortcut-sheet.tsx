'use client';
import { useMessages } from '@/components/messages/messages';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { type Shortcut, useActiveShortcuts } from '@/components/ui/shortcuts';
import styles from './shortcut-sheet.module.css';

/** All shortcuts that work on the present page. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { shell } = useMessages();
  const search = { keys: 'mod+k', label: shell.shortcuts.search, group: shell.shortcuts.everywhere };
  const listed = [search, ...useActiveShortcuts()].filter(({ label }) => label);
  const groupOf = ({ group }: Shortcut | typeof search) => group ?? shell.shortcuts.everywhere;
  const groups = [...new Set(listed.map(groupOf))];
  return (
    <Dialog open onClose={onClose} title={shell.shortcuts.title} width="medium">
      <div className={styles.sheet}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className={styles.list}>
              {latestOf(listed.filter((shortcut) => groupOf(shortcut) === group)).map(({ keys, label }) => (
                <div key={keys} className={styles.line}>
                  <dt>{label}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** Of several with the same keys the last one works. */
function latestOf(shortcuts: readonly Pick<Shortcut, 'keys' | 'label'>[]) {
  return [...new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut])).values()];
}
