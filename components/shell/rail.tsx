'use client';
import Link from 'next/link';
import { useLink, useSection } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Brand } from './brand';
import styles from './rail.module.css';
import { sections } from './sections';

interface RailProps {
  collapsed: boolean;
  onToggle: () => void;
}

/** The navigation: a rail on the left, a bar at the bottom of small screens. */
export function Rail({ collapsed, onToggle }: RailProps) {
  const { shell } = useMessages();
  const link = useLink();
  const section = useSection();
  return (
    <nav aria-label={shell.nav.label} className={styles.rail} data-collapsed={collapsed || undefined}>
      <div className={styles.brand}>
        <Brand />
        <span className={styles.word}>Gantry</span>
      </div>
      <ul className={styles.list}>
        {sections.map(({ id, icon, label }) => (
          <li key={id}>
            <Link
              href={link(id ? `/${id}` : '')}
              className={styles.item}
              aria-current={section === id ? 'page' : undefined}
              title={collapsed ? label(shell) : undefined}
            >
              <Icon name={icon} />
              <span className={styles.word}>{label(shell)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <IconButton
          icon="rail"
          label={collapsed ? shell.nav.expand : shell.nav.collapse}
          aria-expanded={!collapsed}
          onClick={onToggle}
        />
      </div>
    </nav>
  );
}
