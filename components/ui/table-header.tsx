// biome-ignore-all lint/a11y/useSemanticElements: rows that are not in view do not exist, which a table element cannot say
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its current row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys
'use client';
import { useMessages } from '@/components/messages/messages';
import { Icon } from './icon';
import { columnLines } from './table-lines';
import type { Sort, TableColumn } from './virtual-table';
import styles from './virtual-table.module.css';

interface TableHeaderProps<Row> {
  columns: readonly TableColumn<Row>[];
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  narrow: boolean;
  /** `isEmpty`: there is nothing to select. */
  selectAll?: { isEmpty: boolean; state: boolean | 'mixed'; toggle: () => void };
}

/** The sticky head of a table; over rows of two lines only the box that selects all can be seen. */
export function TableHeader<Row>({ columns, sort, onSort, narrow, selectAll }: TableHeaderProps<Row>) {
  const { ui } = useMessages();
  const { first, second } = columnLines(columns);
  const isHidden = narrow && (!selectAll || selectAll.isEmpty);
  return (
    <div role="rowgroup" className={styles.head} data-hidden={isHidden || undefined}>
      <div role="row" aria-rowindex={1} className={styles.headRow}>
        {selectAll && (
          <span role="columnheader">
            <label className={styles.selectAll}>
              <span className={styles.check}>
                <input
                  type="checkbox"
                  disabled={selectAll.isEmpty}
                  checked={selectAll.state === true}
                  ref={(box) => {
                    if (box) box.indeterminate = selectAll.state === 'mixed';
                  }}
                  onChange={selectAll.toggle}
                />
              </span>
              <span className={narrow ? undefined : styles.hidden}>{ui.selectAll}</span>
            </label>
          </span>
        )}
        {narrow
          ? [...first, ...second].map((column) => (
              <span key={column.id} role="columnheader" className={styles.hidden}>
                {column.title || ui.table.actions}
              </span>
            ))
          : columns.map((column) => <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />)}
      </div>
    </div>
  );
}

interface HeadCellProps<Row> {
  column: TableColumn<Row>;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const { ui } = useMessages();
  const direction = sort?.column === column.id ? sort.direction : undefined;
  const next = direction === 'ascending' ? 'descending' : 'ascending';
  return (
    <span role="columnheader" aria-sort={direction} className={styles.headCell} data-align={column.align}>
      {column.compare && onSort ? (
        <button
          type="button"
          title={ui.sortBy(column.title)}
          className={styles.sort}
          onClick={() => onSort({ column: column.id, direction: next })}
        >
          {column.title}
          {direction && <Icon name={direction === 'ascending' ? 'arrow-up' : 'arrow-down'} size={12} />}
        </button>
      ) : (
        column.title || <span className={styles.hidden}>{ui.table.actions}</span>
      )}
    </span>
  );
}
