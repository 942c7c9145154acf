'use client';
import { useSyncExternalStore } from 'react';
import { useMessages } from '@/components/messages/messages';
import { Button, IconButton } from './button';
import { StateShape } from './state-mark';
import { dismissToast, type ShownToast, shownToasts, subscribeToasts } from './toast-store';
import styles from './toasts.module.css';

const none: readonly ShownToast[] = [];

/** The corner where toasts appear. Once per page. */
export function Toasts() {
  const { ui } = useMessages();
  const toasts = useSyncExternalStore(subscribeToasts, shownToasts, () => none);
  return (
    <section aria-label={ui.notifications} aria-live="polite" className={styles.corner}>
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: ShownToast }) {
  const { ui } = useMessages();
  const dismiss = () => dismissToast(toast.id);
  const { action } = toast;
  return (
    <div role={toast.tone === 'refused' ? 'alert' : undefined} className={styles.toast}>
      <span className={styles.mark}>
        <StateShape state={toast.tone === 'done' ? 'complete' : 'failed'} />
      </span>
      <div className={styles.text}>
        <strong>{toast.title}</strong>
        {toast.detail && <p>{toast.detail}</p>}
      </div>
      {action && (
        <Button
          onClick={() => {
            dismiss();
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label={ui.dismiss} onClick={dismiss} />
    </div>
  );
}
