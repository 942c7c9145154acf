'use client';
import { lazy, type ReactNode, Suspense } from 'react';

/** What a drawer says and holds. */
export interface DrawerProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** The state sentence under the title. */
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

const DrawerBody = lazy(() => import('./drawer-body').then((module) => ({ default: module.DrawerBody })));

/**
 * A panel from the right; a full page below 700 px. The page behind stays usable. Whoever shows it keeps in the URL that it is
 * open, so that back and reload do what one expects.
 */
export function Drawer(props: DrawerProps) {
  if (!props.open) return null;
  return (
    <Suspense>
      <DrawerBody {...props} />
    </Suspense>
  );
}
