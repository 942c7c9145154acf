'use client';
import * as RadixDialog from 'radix-ui/dialog';
import type { FormEvent } from 'react';
import { useMessages } from '@/components/messages/messages';
import { IconButton } from './button';
import type { DialogProps } from './dialog';
import styles from './dialog.module.css';

/** A dialog over the page. Focus stays inside and returns to where it was. Escape and the scrim close it. */
export function DialogBody({
  open,
  onClose,
  title,
  description,
  children,
  footer,
  width = 'medium',
  onSubmit,
}: DialogProps) {
  const { ui } = useMessages();
  const content = (
    <>
      {children && <div className={styles.body}>{children}</div>}
      {footer && <div className={styles.footer}>{footer}</div>}
    </>
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <RadixDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={styles.scrim} />
        <RadixDialog.Content
          data-modal=""
          onOpenAutoFocus={focusFirstField}
          className={`${styles.dialog} ${styles[width]}`}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <div className={styles.header}>
            <RadixDialog.Title className={styles.title}>{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton icon="close" label={ui.close} />
            </RadixDialog.Close>
          </div>
          {description && (
            <RadixDialog.Description className={styles.description}>{description}</RadixDialog.Description>
          )}
          {onSubmit ? (
            <form className={styles.form} onSubmit={submit}>
              {content}
            </form>
          ) : (
            content
          )}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** The first field has the focus, or the dialog itself; never the button that closes it. */
function focusFirstField(event: Event): void {
  event.preventDefault();
  const dialog = event.currentTarget;
  if (!(dialog instanceof HTMLElement) || dialog.contains(document.activeElement)) return;
  const field = dialog.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea');
  (field ?? dialog).focus();
}
