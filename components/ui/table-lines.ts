import type { TableColumn } from './virtual-table';

/** The columns of rows of two lines: those of line 1 and those of line 2. */
export function columnLines<Row>(
  columns: readonly TableColumn<Row>[],
): Record<'first' | 'second', readonly TableColumn<Row>[]> {
  const on = (wanted: 'first' | 'second') =>
    columns.filter((column, index) => (column.narrow ?? (index === 0 ? 'first' : 'second')) === wanted);
  return { first: on('first'), second: on('second') };
}
