'use client';
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Bounds } from '@/lib/view/timelinescale';
import { timeAt } from '@/lib/view/timelinescale';
import { axisHeight, type Picture, rowHeightOf } from './timeline-brush';
import styles from './timeline-chart.module.css';
import { type Bar, barAt, type Place, placeOf, type Row, type Rule, step } from './timeline-model';
import { TimelineTable } from './timeline-table';
import { usePicture } from './use-picture';
import { usePointer } from './use-pointer';
import { type TimelineView, useTimelineView } from './use-timeline-view';

/** The words of the chart. */
export interface TimelineTexts {
  label: string;
  /** How to use it by keyboard, in one sentence. */
  keys: string;
  now: string;
  columns: readonly [string, string];
  more: (count: number) => string;
}

interface TimelineChartProps {
  rows: readonly Row[];
  rules: readonly Rule[];
  bounds: Bounds;
  nowMs: number;
  /** Something may still happen: now is shown and can be followed. */
  live: boolean;
  /** The instant round times are counted from. */
  originMs: number;
  timeLabel: (atMs: number, stepMs: number) => string;
  texts: TimelineTexts;
  chosen?: string;
  onOpen: (key: string) => void;
  /** What is told of a bar on hover. */
  describe: (bar: Bar) => ReactNode;
  /** Stands over the chart: buttons that change the view. */
  tools: (view: TimelineView) => ReactNode;
}

const wideGutter = 92;
const slimGutter = 52;
const steps = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);

/**
 * Bars over time, one line of them per row, on a canvas: zoom (+, -, wheel with Ctrl), pan (drag, Shift with arrows), fit (0),
 * arrows from bar to bar, Enter opens. Only rows in view are painted, so that tens of thousands of bars stay smooth.
 */
export function TimelineChart(props: TimelineChartProps) {
  const { rows, bounds, nowMs, live, texts } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, scrollTop } = useExtent(scroller);
  const gutter = width < 600 ? slimGutter : wideGutter;
  const view = useTimelineView(bounds, Math.max(1, width - gutter), nowMs, live);
  const [focusedKey, setFocusedKey] = useState<string>();
  const [hasFocus, setHasFocus] = useState(false);
  const rowHeight = rowHeightOf(rows.length);
  const plot = { gutter, scrollTop, rowHeight, scale: view.scale };
  const find = (x: number, y: number) => barUnder(rows, plot, nowMs, x, y);
  const { hover, handlers } = usePointer({ canvas, gutter, view, find, onOpen: props.onOpen });
  const picture: Picture = {
    ...plot,
    rows,
    rules: props.rules,
    width,
    height,
    nowMs,
    live,
    originMs: props.originMs,
    hovered: hover?.bar.key,
    chosen: props.chosen,
    focused: hasFocus ? focusedKey : undefined,
    timeLabel: props.timeLabel,
    nowLabel: texts.now,
  };
  usePicture(canvas, picture);

  const focused = placeOf(rows, focusedKey);
  const focus = (place: Place) => {
    setFocusedKey(rows[place.row]!.bars[place.bar]!.key);
    reveal(scroller.current, place.row, rowHeight);
  };
  const open = () => focusedKey && props.onOpen(focusedKey);
  const onKeyDown = (event: KeyboardEvent) => pressKey(event, { rows, view, focused, focus, open });
  const focusedBar = focused && rows[focused.row]!.bars[focused.bar];
  return (
    <div className={styles.chart}>
      <div className={styles.tools}>{props.tools(view)}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a canvas one moves about in is no list of fields */}
      <div
        ref={scroller}
        className={styles.scroller}
        role="group"
        aria-label={`${texts.label}. ${texts.keys}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the chart is moved through by keyboard
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
      >
        <canvas ref={canvas} className={styles.canvas} style={{ width, height }} {...handlers} />
        <div style={{ height: Math.max(0, axisHeight + rows.length * rowHeight + 8 - height) }} />
      </div>
      {hover && (
        <HoverCard x={hover.x} y={hover.y} width={width}>
          {props.describe(hover.bar)}
        </HoverCard>
      )}
      <p role="status" className={styles.hidden}>
        {hasFocus && focused ? `${rows[focused.row]!.label}: ${focusedBar?.text}` : ''}
      </p>
      <HiddenTable caption={texts.label} rows={rows} columns={texts.columns} more={texts.more} />
    </div>
  );
}

interface Reach {
  rows: readonly Row[];
  view: TimelineView;
  /** The bar the keys have reached. */
  focused: Place | undefined;
  focus: (place: Place) => void;
  open: () => void;
}

/** Does what a key means, if it means anything here. */
function pressKey(event: KeyboardEvent, { rows, view, focused, focus, open }: Reach): void {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.shiftKey && (key === 'ArrowLeft' || key === 'ArrowRight'))
    view.pan(key === 'ArrowLeft' ? -80 : 80);
  else if (steps.has(key)) {
    const next = step(rows, focused, key);
    if (!next) return;
    focus(next);
  } else if (key === '+' || key === '=') view.zoom(1.5);
  else if (key === '-') view.zoom(1 / 1.5);
  else if (key === '0') view.fit();
  else if (key === 'Enter' && focused) open();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Scrolls a row into view, below the axis. */
function reveal(scroller: HTMLElement | null, row: number, rowHeight: number): void {
  if (!scroller) return;
  const top = row * rowHeight;
  const page = scroller.clientHeight - axisHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + rowHeight > scroller.scrollTop + page) scroller.scrollTop = top + rowHeight - page;
}

/** The table follows the rows, not the clock. */
const HiddenTable = memo(TimelineTable);

interface Plot {
  gutter: number;
  scrollTop: number;
  rowHeight: number;
  scale: TimelineView['scale'];
}

function barUnder(rows: readonly Row[], plot: Plot, nowMs: number, x: number, y: number): Bar | undefined {
  if (y < axisHeight || x < plot.gutter) return undefined;
  const row = rows[Math.floor((y - axisHeight + plot.scrollTop) / plot.rowHeight)];
  const slackMs = timeAt(plot.scale, 5) - timeAt(plot.scale, 0);
  const at = barAt(row, timeAt(plot.scale, x - plot.gutter), nowMs, slackMs);
  return at === undefined ? undefined : row!.bars[at];
}

function HoverCard({ x, y, width, children }: { x: number; y: number; width: number; children: ReactNode }) {
  const right = x > width / 2;
  const style = right ? { right: width - x + 12, top: y + 14 } : { left: x + 12, top: y + 14 };
  return (
    <div aria-hidden="true" className={styles.card} style={style}>
      {children}
    </div>
  );
}

/** The size and scroll position of an element, followed. */
function useExtent(ref: { current: HTMLElement | null }) {
  const [extent, setExtent] = useState({ width: 0, height: 0, scrollTop: 0 });
  const measure = useCallback(() => {
    const element = ref.current;
    if (!element) return;
    const { clientWidth: width, clientHeight: height, scrollTop } = element;
    setExtent((old) =>
      old.width === width && old.height === height && old.scrollTop === scrollTop
        ? old
        : { width, height, scrollTop },
    );
  }, [ref]);
  useLayoutEffect(() => {
    const element = ref.current!;
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [ref, measure]);
  return useMemo(() => extent, [extent]);
}
