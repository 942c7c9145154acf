// biome-ignore-all lint/a11y/useSemanticElements: rows that are not in view do not exist, which a table element cannot say
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its current row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys
'use client';
import { type MouseEvent, memo, type ReactElement } from 'react';
import { useMessages } from '@/components/messages/messages';
import { columnLines } from './table-lines';
import type { TableColumn } from './virtual-table';
import styles from './virtual-table.module.css';

interface TableRowProps<Row> {
  id: string;
  rowKey: string;
  row: Row;
  columns: readonly TableColumn<Row>[];
  index: number;
  startPx: number;
  narrow: boolean;
  name: string;
  selectable: boolean;
  selected: boolean;
  current: boolean;
  openable: boolean;
  onOpen: (key: string) => void;
  onToggle: (key: string) => void;
}

function PlainTableRow<Row>(props: TableRowProps<Row>) {
  const { ui } = useMessages();
  const { row, columns, rowKey, narrow, selected } = props;
  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!props.openable || isForItself(event.target)) return;
    if (event.metaKey || event.ctrlKey) props.onToggle(rowKey);
    else if (!window.getSelection()?.toString()) props.onOpen(rowKey);
  };
  return (
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.selectable ? selected : undefined}
      data-current={props.current || undefined}
      data-openable={props.openable || undefined}
      className={styles.row}
      style={{ transform: `translateY(${props.startPx}px)` }}
      onClick={onClick}
    >
      {props.selectable && (
        <span role="gridcell" className={styles.check}>
          <input
            type="checkbox"
            aria-label={ui.selectRow(props.name)}
            checked={selected}
            onChange={() => props.onToggle(rowKey)}
          />
        </span>
      )}
      {narrow ? (
        <NarrowCells row={row} columns={columns} />
      ) : (
        columns.map((column) => <Cell key={column.id} column={column} row={row} />)
      )}
    </div>
  );
}

/** A row of a table; it renders anew only when one of its own properties changes. */
export const TableRow = memo(PlainTableRow) as <Row>(props: TableRowProps<Row>) => ReactElement;

function NarrowCells<Row>({ row, columns }: { row: Row; columns: readonly TableColumn<Row>[] }) {
  const { first, second } = columnLines(columns);
  const cell = (column: TableColumn<Row>) => <Cell key={column.id} column={column} row={row} />;
  return (
    <div role="presentation" className={styles.lines}>
      <div role="presentation" className={styles.first}>
        {first.map(cell)}
      </div>
      <div role="presentation" className={styles.second}>
        {second.map(cell)}
      </div>
    </div>
  );
}

function Cell<Row>({ column, row }: { column: TableColumn<Row>; row: Row }) {
  return (
    <div role="gridcell" className={styles.cell} data-align={column.align}>
      {column.cell(row)}
    </div>
  );
}

/** Whether a click was meant for something inside the row. */
function isForItself(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button, input, label, [role=menu]') !== null;
}
