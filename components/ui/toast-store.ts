import { systemClock } from '@/lib/time/system';

/** A short message at the corner of the page. */
export interface Toast {
  tone: 'done' | 'refused';
  /** What happened: “Job reindex was not deleted.” */
  title: string;
  /** Why, in the API's words. */
  detail?: string;
  /** One thing that can be done about it, such as undo. */
  action?: { label: string; run: () => void };
}

/** A toast that is shown. */
export interface ShownToast extends Toast {
  id: number;
}

/** A success goes by itself; a refusal stays until it is dismissed. */
const doneMs = 6000;

const clock = systemClock();
const listeners = new Set<() => void>();
let shown: readonly ShownToast[] = [];
let lastId = 0;

/** Shows a toast; the same refusal is not shown twice. */
export function showToast(toast: Toast): void {
  const same = shown.find((other) => other.title === toast.title && other.detail === toast.detail);
  if (same) dismissToast(same.id);
  const id = ++lastId;
  change([...shown.slice(-3), { ...toast, id }]);
  if (toast.tone === 'done') clock.after(doneMs, () => dismissToast(id));
}

/** Takes a toast away. */
export function dismissToast(id: number): void {
  change(shown.filter((toast) => toast.id !== id));
}

/** The toasts that are shown, oldest first. */
export function shownToasts(): readonly ShownToast[] {
  return shown;
}

/** Tells of every change; answers a function that ends it. */
export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly ShownToast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}
