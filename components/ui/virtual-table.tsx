// biome-ignore-all lint/a11y/useSemanticElements: rows that are not in view do not exist, which a table element cannot say
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its current row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid handles the keys
'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useMessages } from '@/components/messages/messages';
import { Skeleton } from './spinner';
import { TableHeader } from './table-header';
import { useTableKeys } from './table-keys';
import { TableRow } from './table-row';
import styles from './virtual-table.module.css';
import { useWidth } from './width';

/** A column. Keep the array of columns the same between renders (`useMemo`): a new one renders every row anew. */
export interface TableColumn<Row> {
  id: string;
  title: string;
  /** A CSS grid track: `96px`, `minmax(160px, 2fr)`. */
  width: string;
  align?: 'start' | 'end';
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable; ascending order. */
  compare?: (a: Row, b: Row) => number;
  /** Where the cell goes when rows have two lines (below 700 px): the first column leads line 1, others are on line 2 unless told. */
  narrow?: 'first' | 'second' | 'hidden';
  /** Leaves the column out while the table is narrower than this many pixels (and not yet in two lines). */
  hideBelow?: number;
}

/** By which column rows are sorted. */
export interface Sort {
  column: string;
  direction: 'ascending' | 'descending';
}

interface VirtualTableProps<Row> {
  /** What the rows are, for screen readers. */
  label: string;
  rows: readonly Row[];
  /** An identity that stays while the row changes. */
  keyOf: (row: Row) => string;
  /** What the row is called, for its checkbox. */
  nameOf: (row: Row) => string;
  columns: readonly TableColumn<Row>[];
  /** Keep it in the URL; without it rows stay in the order given. */
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Keys of the selected rows; with `onSelect` rows get a checkbox. */
  selection?: ReadonlySet<string>;
  onSelect?: (selection: ReadonlySet<string>) => void;
  /** Told the key of the row the cursor goes to. */
  onCursor?: (key: string) => void;
  onOpen?: (row: Row) => void;
  /** Shown in place of rows when there are none. */
  empty?: ReactNode;
  loading?: boolean;
  /** Whether `j`, `k`, `x` and Enter work without the table having the focus; for the one chief table of a page. */
  chief?: boolean;
}

const rowHeight = 32;
const narrowRowHeight = 60;
const narrowBelow = 700;

/**
 * A table of any number of rows of which only those in view exist. It fills its parent, which must give it a height. A row renders
 * anew only when its own object, its selection or the columns change.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, keyOf, selection, onSelect, onSort, sort, loading = false } = props;
  const { ui } = useMessages();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const narrow = width < narrowBelow;
  const rows = useSorted(props.rows, props.columns, sort);
  const columns = useMemo(
    () => props.columns.filter((column) => narrow || !column.hideBelow || width >= column.hideBelow),
    [props.columns, narrow, width],
  );
  const virtualizer = useRowVirtualizer(rows, keyOf, scroller, narrow);
  const actions = useRowActions(props, rows);
  const { cursorKey, cursor, onKeyDown } = useCursor({ props, rows, scroller, virtualizer, actions });

  const tracks = columns.map((column) => column.width).join(' ');
  const style = { '--tracks': onSelect ? `36px ${tracks}` : tracks } as CSSProperties;
  const visible = virtualizer.getVirtualItems();
  const cursorShown = visible.some((item) => item.index === cursor);
  const selectAll = onSelect && {
    isEmpty: rows.length === 0,
    state: selectionState(rows.length, selection),
    toggle: () => onSelect(selection?.size ? new Set() : new Set(rows.map(keyOf))),
  };
  return (
    <div ref={scroller} className={styles.scroller} style={style} data-narrow={narrow || undefined}>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable={onSelect ? true : undefined}
        aria-busy={loading || undefined}
        aria-activedescendant={cursorShown ? `${id}-${cursorKey}` : undefined}
        tabIndex={0}
        className={styles.table}
        onKeyDown={onKeyDown}
      >
        <TableHeader columns={columns} sort={sort} onSort={onSort} narrow={narrow} selectAll={selectAll} />
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {visible.map(({ index, start }) => (
            <BodyRow
              key={keyOf(rows[index]!)}
              gridId={id}
              table={props}
              row={rows[index]!}
              columns={columns}
              index={index}
              startPx={start}
              narrow={narrow}
              cursorKey={cursorKey}
              actions={actions}
            />
          ))}
        </div>
      </div>
      {rows.length === 0 && (loading ? <Skeleton rows={8} label={ui.loading} /> : props.empty)}
    </div>
  );
}

interface CursorOptions<Row> {
  props: VirtualTableProps<Row>;
  rows: readonly Row[];
  scroller: RefObject<HTMLDivElement | null>;
  virtualizer: ReturnType<typeof useRowVirtualizer<Row>>;
  actions: RowActions;
}

/** Which row the keys have reached, and the keys. */
function useCursor<Row>({ props, rows, scroller, virtualizer, actions }: CursorOptions<Row>) {
  const { keyOf, onSelect, onCursor, chief = true } = props;
  const [cursorKey, setCursorKey] = useState<string | undefined>();
  const cursor = useMemo(
    () => (cursorKey === undefined ? -1 : rows.findIndex((row) => keyOf(row) === cursorKey)),
    [rows, keyOf, cursorKey],
  );
  const moveTo = (wanted: number) => {
    const index = Math.min(rows.length - 1, Math.max(0, wanted));
    const row = rows[index];
    if (!row) return;
    setCursorKey(keyOf(row));
    onCursor?.(keyOf(row));
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };
  const onKeyDown = useTableKeys({
    chief,
    cursor,
    count: rows.length,
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2),
    moveTo,
    open: () => cursorKey !== undefined && actions.open(cursorKey),
    select: onSelect && (() => cursorKey !== undefined && actions.toggle(cursorKey)),
    selectNone: onSelect && (() => onSelect(new Set())),
  });
  return { cursorKey, cursor, onKeyDown };
}

interface BodyRowProps<Row> {
  gridId: string;
  table: VirtualTableProps<Row>;
  row: Row;
  columns: readonly TableColumn<Row>[];
  index: number;
  startPx: number;
  narrow: boolean;
  cursorKey: string | undefined;
  actions: RowActions;
}

interface RowActions {
  open: (key: string) => void;
  toggle: (key: string) => void;
}

/** Works out what a row is to show, so that the row itself sees only what concerns it. */
function BodyRow<Row>({ gridId, table, row, columns, cursorKey, actions, ...place }: BodyRowProps<Row>) {
  const key = table.keyOf(row);
  return (
    <TableRow
      {...place}
      id={`${gridId}-${key}`}
      rowKey={key}
      row={row}
      columns={columns}
      name={table.nameOf(row)}
      selectable={table.onSelect !== undefined}
      selected={table.selection?.has(key) ?? false}
      current={key === cursorKey}
      openable={table.onOpen !== undefined}
      onOpen={actions.open}
      onToggle={actions.toggle}
    />
  );
}

function useRowVirtualizer<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  scroller: RefObject<HTMLDivElement | null>,
  narrow: boolean,
) {
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? narrowRowHeight : rowHeight),
    getItemKey: useCallback((index: number) => keyOf(rows[index]!), [rows, keyOf]),
    overscan: 10,
  });
  // Heights are remembered; they must be forgotten when rows change from one line to two.
  useEffect(() => virtualizer.measure(), [narrow, virtualizer]);
  return virtualizer;
}

function useSorted<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sort: Sort | undefined,
): readonly Row[] {
  return useMemo(() => {
    const compare = columns.find((column) => column.id === sort?.column)?.compare;
    if (!compare) return rows;
    const sign = sort?.direction === 'descending' ? -1 : 1;
    return rows.toSorted((a, b) => sign * compare(a, b));
  }, [rows, columns, sort]);
}

/** What rows call. The functions stay the same for ever, so that they never make a row render anew. */
function useRowActions<Row>(props: VirtualTableProps<Row>, rows: readonly Row[]): RowActions {
  const latest = useRef({ props, rows });
  useEffect(() => {
    latest.current = { props, rows };
  });
  return useMemo(
    () => ({
      open: (key: string) => {
        const { props: now, rows: shown } = latest.current;
        const row = shown.find((candidate) => now.keyOf(candidate) === key);
        if (row) now.onOpen?.(row);
      },
      toggle: (key: string) => {
        const { selection, onSelect } = latest.current.props;
        const next = new Set(selection);
        if (!next.delete(key)) next.add(key);
        onSelect?.(next);
      },
    }),
    [],
  );
}

function selectionState(count: number, selection: ReadonlySet<string> | undefined): boolean | 'mixed' {
  if (!selection?.size) return false;
  return selection.size >= count ? true : 'mixed';
}
