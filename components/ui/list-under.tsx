'use client';
import * as Popover from 'radix-ui/popover';
import type { ReactNode, RefObject } from 'react';
import styles from './combobox.module.css';
import { portalHome } from './portal-home';

interface ListUnderProps {
  field: RefObject<HTMLInputElement | null>;
  onClose: () => void;
  children: ReactNode;
}

/** An open list under a field, which keeps the focus. */
export function ListUnder({ field, onClose, children }: ListUnderProps) {
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={field as RefObject<HTMLInputElement>} />
      <Popover.Portal container={portalHome(field.current)}>
        <Popover.Content
          role="presentation"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={styles.popover}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (event.target === field.current) event.preventDefault();
          }}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
