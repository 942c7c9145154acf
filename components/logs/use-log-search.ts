'use client';
import { useDeferredValue, useMemo, useState } from 'react';
import type { MergedLine } from '@/lib/view/joblog';
import { ansiText } from '@/lib/view/logansi';

/** Finding a text in a log. */
export interface LogSearch {
  text: string;
  setText: (text: string) => void;
  /** What is looked for, in lower case; follows the typing as fast as the log allows. */
  wanted: string;
  /** Numbers of the lines that match, in order. */
  matches: readonly number[];
  /** The line the reader is at, and its place among the matches. */
  current?: number;
  place: number;
  step: (by: 1 | -1) => void;
}

/** Searches lines for a text, whatever its case, and keeps which match the reader is at. */
export function useLogSearch(lines: readonly MergedLine[]): LogSearch {
  const [text, setText] = useState('');
  const [current, setCurrent] = useState<number>();
  const wanted = useDeferredValue(text).toLowerCase();
  const matches = useMemo(
    () =>
      wanted === ''
        ? []
        : lines
            .filter((line) => ansiText(line.text).toLowerCase().includes(wanted))
            .map(({ number }) => number),
    [lines, wanted],
  );
  const place = current === undefined ? -1 : matches.indexOf(current);
  const step = (by: 1 | -1) => {
    if (matches.length === 0) return;
    const next = place < 0 ? (by === 1 ? 0 : matches.length - 1) : place + by;
    setCurrent(matches[(next + matches.length) % matches.length]);
  };
  const retype = (next: string) => {
    setText(next);
    setCurrent(undefined);
  };
  return { text, setText: retype, wanted, matches, current: place < 0 ? undefined : current, place, step };
}
