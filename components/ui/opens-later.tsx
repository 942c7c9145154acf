'use client';
import {
  cloneElement,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  Suspense,
  useState,
} from 'react';
import { portalHome } from './portal-home';

/** A button that opens something: an element that takes the properties of a button. */
export type Trigger = ReactElement<HTMLAttributes<HTMLElement>>;

interface OpensLaterProps {
  trigger: Trigger;
  opens: 'menu' | 'dialog';
  /** Fetches what is needed to open it; called when the pointer or the focus comes near. */
  load: () => Promise<unknown>;
  /** The trigger together with what it opens, open at once. `home` is where that belongs in the page. */
  children: (home: HTMLElement | undefined) => ReactNode;
}

/**
 * A trigger that is a plain button until it is first used. Menus are many (one per row of a table) and seldom opened, so that
 * neither their program nor their listeners are worth having from the start.
 */
export function OpensLater({ trigger, opens, load, children }: OpensLaterProps) {
  const [opened, setOpened] = useState<{ home: HTMLElement | undefined }>();
  const open = (element: Element) => setOpened({ home: portalHome(element) });
  const closed = cloneElement(trigger, {
    'aria-haspopup': opens,
    'aria-expanded': false,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    onClick: (event) => open(event.currentTarget),
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      open(event.currentTarget);
    },
  });
  if (!opened) return closed;
  return <Suspense fallback={closed}>{children(opened.home)}</Suspense>;
}
