'use client';
import * as RadixDialog from 'radix-ui/dialog';
import type { FormEvent, ReactNode } from 'react';
import { useMessages } from '@/components/messages/messages';
import { Button, IconButton } from './button';
import styles from './dialog.module.css';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** One sentence under the title, read out with it. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons at the foot, the chief one last. */
  footer?: ReactNode;
  width?: 'small' | 'medium' | 'wide';
  /** Makes the dialog a form; Enter in a field submits it. */
  onSubmit?: () => void;
}

/** A dialog over the page. Focus stays inside and returns to where it was. Escape and the scrim close it. */
export function Dialog({
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
          <header className={styles.header}>
            <RadixDialog.Title className={styles.title}>{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton icon="close" label={ui.close} />
            </RadixDialog.Close>
          </header>
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

interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  /** Asks: “Delete Job reindex and its 7 pods?” */
  title: ReactNode;
  /** What will go, in full. */
  description?: ReactNode;
  /** Further choices, such as the cascade. */
  children?: ReactNode;
  /** The verb on the button: “Delete Job”. */
  confirm: string;
  /** Runs when confirmed; the dialog stays open and busy until it resolves, and stays open if it answers `false`. */
  onConfirm: () => unknown;
  danger?: boolean;
  busy?: boolean;
  /** The API's reason when the action was refused. */
  error?: ReactNode;
}

/** Asks before something that cannot be taken back. The safe choice has the focus. */
export function ConfirmDialog({
  open,
  onClose,
  title,
  description,
  children,
  confirm,
  onConfirm,
  danger = true,
  busy = false,
  error,
}: ConfirmDialogProps) {
  const { ui } = useMessages();
  const run = async () => {
    if ((await onConfirm()) !== false) onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      description={description}
      width="small"
      footer={
        <>
          <Button autoFocus onClick={onClose}>
            {ui.cancel}
          </Button>
          <Button tone={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void run()}>
            {confirm}
          </Button>
        </>
      }
    >
      {(children || error) && (
        <>
          {children}
          {error && (
            <p role="alert" className={styles.error}>
              {error}
            </p>
          )}
        </>
      )}
    </Dialog>
  );
}
