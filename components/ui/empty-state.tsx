import type { ReactNode } from 'react';
import styles from './empty-state.module.css';
import { Icon, type IconName } from './icon';

interface EmptyStateProps {
  icon?: IconName;
  /** What will be here. */
  title: ReactNode;
  /** Makes the title the heading of the page, where there is no other. */
  isPage?: boolean;
  children?: ReactNode;
  /** The one or two next steps. */
  actions?: ReactNode;
}

/** Says what will be here and offers the next steps. */
export function EmptyState({ icon, title, isPage = false, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {icon && <Icon name={icon} size={28} />}
      {isPage ? <h1 className={styles.title}>{title}</h1> : <h2>{title}</h2>}
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
