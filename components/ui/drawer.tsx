'use client';
import * as RadixDialog from 'radix-ui/dialog';
import type { ReactNode } from 'react';
import { useMessages } from '@/components/messages/messages';
import { IconButton } from './button';
import styles from './drawer.module.css';

interface DrawerProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** The state sentence under the title. */
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/**
 * A panel from the right; a full page below 700 px. The page behind stays usable. Whoever shows it keeps in the URL that it is
 * open, so that back and reload do what one expects.
 */
export function Drawer({ open, onClose, title, subtitle, actions, children }: DrawerProps) {
  const { ui } = useMessages();
  return (
    <RadixDialog.Root open={open} modal={false} onOpenChange={(next) => !next && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Content
          className={styles.drawer}
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
        >
          <header className={styles.header}>
            <div className={styles.titles}>
              <RadixDialog.Title className={styles.title}>{title}</RadixDialog.Title>
              {subtitle && <div className={styles.subtitle}>{subtitle}</div>}
            </div>
            {actions}
            <RadixDialog.Close asChild>
              <IconButton icon="close" label={ui.close} />
            </RadixDialog.Close>
          </header>
          <div className={styles.body}>{children}</div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
