'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import { useMessages } from '@/components/messages/messages';
import type { MergedLine } from '@/lib/view/joblog';
import { LogLineView } from './log-line';
import styles from './log-view.module.css';

interface LogLinesProps {
  lines: readonly MergedLine[];
  wrap: boolean;
  withTime: boolean;
  search: string;
  /** The line the reader is at, by its number; it is brought into view when it changes. */
  currentNumber?: number;
  sourceOf: (line: MergedLine) => { text?: string; hue: number };
  /** Whether the end stays in view as lines come. */
  following: boolean;
  onFollow: (following: boolean) => void;
}

const lineHeight = 20;
/** Within so many pixels of the end the reader counts as being at it. */
const endSlackPx = 12;

/** The lines of a log, of which only those in view exist. */
export function LogLines(props: LogLinesProps) {
  const { lines, wrap, following, onFollow, currentNumber } = props;
  const { logs } = useMessages();
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: useCallback((index: number) => lines[index]!.number, [lines]),
    overscan: 20,
  });
  // Heights are remembered; they must be forgotten when lines begin or cease to wrap.
  useEffect(() => virtualizer.measure(), [wrap]);
  useEffect(() => {
    if (following && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [following, lines]);
  useEffect(() => {
    const at = currentNumber === undefined ? -1 : lines.findIndex(({ number }) => number === currentNumber);
    if (at >= 0) virtualizer.scrollToIndex(at, { align: 'center' });
  }, [currentNumber]);
  const lastTop = useRef(0);
  const onScroll = () => {
    const element = scroller.current!;
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - endSlackPx;
    // Lines that come push the end away; only the reader moves up.
    if (atEnd && !following) onFollow(true);
    else if (!atEnd && following && element.scrollTop < lastTop.current - 1) onFollow(false);
    lastTop.current = element.scrollTop;
  };
  return (
    <section
      ref={scroller}
      aria-label={logs.keys}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={styles.lines}
      data-wrap={wrap || undefined}
      onScroll={onScroll}
      onKeyDown={(event) => {
        if (event.key === 'End') onFollow(true);
        if (event.key === 'Home') onFollow(false);
      }}
    >
      <div className={styles.all} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index]!;
          const source = props.sourceOf(line);
          return (
            <div
              key={item.key}
              ref={wrap ? virtualizer.measureElement : undefined}
              data-index={item.index}
              className={styles.row}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <LogLineView
                line={line}
                source={source.text}
                hue={source.hue}
                withTime={props.withTime}
                search={props.search}
                current={line.number === currentNumber}
              />
            </div>
          );
        })}
      </div>
    </section>
  );
}
