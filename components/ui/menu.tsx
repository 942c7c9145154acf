'use client';
import { lazy, type ReactElement, type ReactNode } from 'react';
import type { IconName } from './icon';
import { OpensLater, type Trigger } from './opens-later';

/** One line of a menu: an action, a link, a choice that can be ticked, a line between, or a heading. */
export type MenuItem =
  | {
      kind?: 'action';
      label: ReactNode;
      icon?: IconName;
      shortcut?: string;
      danger?: boolean;
      disabled?: boolean;
      /** Why it is disabled, or what it does, in small print. */
      note?: ReactNode;
      onSelect: () => void;
    }
  | { kind: 'link'; label: ReactNode; icon?: IconName; href: string; note?: ReactNode }
  | { kind: 'choice'; label: ReactNode; chosen: boolean; onSelect: () => void; note?: ReactNode }
  | { kind: 'line' }
  | { kind: 'heading'; label: ReactNode };

/** A menu's lines and where it opens. */
export interface MenuProps {
  /** The button that opens it (Button or IconButton). */
  trigger: Trigger;
  items: readonly MenuItem[];
  align?: 'start' | 'end';
  side?: 'top' | 'bottom' | 'right';
}

const load = () => import('./menu-body');
const MenuBody = lazy(() => load().then((module) => ({ default: module.MenuBody })));

/** A menu under a button: arrow keys, type to find, Escape. What it takes is loaded when it is first wanted. */
export function Menu(props: MenuProps): ReactElement {
  return (
    <OpensLater trigger={props.trigger} opens="menu" load={load}>
      {(home) => <MenuBody {...props} home={home} />}
    </OpensLater>
  );
}
