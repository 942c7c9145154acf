'use client';
import Link from 'next/link';
import * as DropdownMenu from 'radix-ui/dropdown-menu';
import { type ReactElement, type ReactNode, useState } from 'react';
import { Icon, type IconName } from './icon';
import { Kbd } from './kbd';
import styles from './menu.module.css';
import { portalHome } from './portal-home';

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

interface MenuProps {
  /** The button that opens it (Button or IconButton). */
  trigger: ReactElement;
  items: readonly MenuItem[];
  align?: 'start' | 'end';
  side?: 'top' | 'bottom' | 'right';
}

/** A menu under a button: arrow keys, type to find, Escape. */
export function Menu({ trigger, items, align = 'end', side = 'bottom' }: MenuProps) {
  const [home, setHome] = useState<HTMLElement | undefined>();
  return (
    <DropdownMenu.Root
      modal={false}
      onOpenChange={(open) => open && setHome(portalHome(document.activeElement))}
    >
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={home}>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={styles.menu}
        >
          {items.map((item, index) => (
            // A menu's lines have no identity but their place.
            <MenuLine key={index} item={item} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuLine({ item }: { item: MenuItem }) {
  switch (item.kind) {
    case 'line':
      return <DropdownMenu.Separator className={styles.line} />;
    case 'heading':
      return <DropdownMenu.Label className={styles.heading}>{item.label}</DropdownMenu.Label>;
    case 'link':
      return (
        <DropdownMenu.Item asChild className={styles.item}>
          <Link href={item.href}>
            <LineContent icon={item.icon} label={item.label} note={item.note} />
          </Link>
        </DropdownMenu.Item>
      );
    case 'choice':
      return (
        <DropdownMenu.CheckboxItem checked={item.chosen} onSelect={item.onSelect} className={styles.item}>
          <span className={styles.tick}>{item.chosen && <Icon name="check" size={14} />}</span>
          <LineContent label={item.label} note={item.note} />
        </DropdownMenu.CheckboxItem>
      );
    default:
      return (
        <DropdownMenu.Item
          disabled={item.disabled}
          onSelect={item.onSelect}
          className={`${styles.item} ${item.danger ? styles.danger : ''}`}
        >
          <LineContent icon={item.icon} label={item.label} note={item.note} />
          {item.shortcut && <Kbd keys={item.shortcut} />}
        </DropdownMenu.Item>
      );
  }
}

function LineContent({ icon, label, note }: { icon?: IconName; label: ReactNode; note?: ReactNode }) {
  return (
    <>
      {icon && <Icon name={icon} size={14} />}
      <span className={styles.text}>
        {label}
        {note && <small className={styles.note}>{note}</small>}
      </span>
    </>
  );
}
