'use client';
import { type Context, createContext, useContext } from 'react';
import { IconButton } from './button';
import { Menu, type MenuItem } from './menu';
import type { TableColumn } from './virtual-table';

/** What the menus of rows need. */
export interface RowMenus<Row> {
  isPending: (row: Row) => boolean;
  items: (row: Row) => MenuItem[];
}

/** Carries what the menus of rows need past the columns, which stay the same while actions come and go. */
export function createRowMenus<Row>(): Context<RowMenus<Row>> {
  return createContext<RowMenus<Row>>({ isPending: () => false, items: () => [] });
}

/** The last column of a list: the menu of each row, called by `labelOf`. */
export function menuColumn<Row>(
  menus: Context<RowMenus<Row>>,
  labelOf: (row: Row) => string,
): TableColumn<Row> {
  return {
    id: 'menu',
    title: '',
    width: '44px',
    align: 'end',
    narrow: 'first',
    cell: (row) => <MenuCell menus={menus} row={row} label={labelOf(row)} />,
  };
}

interface MenuCellProps<Row> {
  menus: Context<RowMenus<Row>>;
  row: Row;
  label: string;
}

function MenuCell<Row>({ menus, row, label }: MenuCellProps<Row>) {
  const { isPending, items } = useContext(menus);
  return <Menu trigger={<IconButton icon="more" label={label} busy={isPending(row)} />} items={items(row)} />;
}
