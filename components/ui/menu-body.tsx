'use client';
import Link from 'next/link';
import * as DropdownMenu from 'radix-ui/dropdown-menu';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';
import { Kbd } from './kbd';
import type { MenuItem, MenuProps } from './menu';
import styles from './menu.module.css';

/** A menu that is open, and may be opened again. */
export function MenuBody({
  trigger,
  items,
  align = 'end',
  side = 'bottom',
  home,
}: MenuProps & { home: HTMLElement | undefined }) {
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
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
