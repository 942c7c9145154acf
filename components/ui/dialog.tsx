'use client';
import { lazy, type ReactNode, Suspense } from 'react';
import { useMessages } from '@/components/messages/messages';
import { Button } from './button';
import styles from './dialog.module.css';

/** What a dialog says and holds. */
export interface DialogProps {
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

const DialogBody = lazy(() => import('./dialog-body').then((module) => ({ default: module.DialogBody })));

/** A dialog over the page. Focus stays inside and returns to where it was. Escape and the scrim close it. */
export function Dialog(props: DialogProps) {
  if (!props.open) return null;
  return (
    <Suspense>
      <DialogBody {...props} />
    </Suspense>
  );
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
