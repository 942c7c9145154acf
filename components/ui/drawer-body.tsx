'use client';
import * as RadixDialog from 'radix-ui/dialog';
import { useMessages } from '@/components/messages/messages';
import { IconButton } from './button';
import type { DrawerProps } from './drawer';
import styles from './drawer.module.css';

/** An open drawer. */
export function DrawerBody({ open, onClose, title, subtitle, actions, children }: DrawerProps) {
  const { ui } = useMessages();
  return (
    <RadixDialog.Root open={open} modal={false} onOpenChange={(next) => !next && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Content
          className={styles.drawer}
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
          onOpenAutoFocus={focusItself}
        >
          <div className={styles.header}>
            <div className={styles.titles}>
              <RadixDialog.Title className={styles.title}>{title}</RadixDialog.Title>
              {subtitle && <div className={styles.subtitle}>{subtitle}</div>}
            </div>
            {actions}
            <RadixDialog.Close asChild>
              <IconButton icon="close" label={ui.close} />
            </RadixDialog.Close>
          </div>
          <div className={styles.body}>{children}</div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** The drawer itself has the focus first: its first control but copies a name. */
function focusItself(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}
