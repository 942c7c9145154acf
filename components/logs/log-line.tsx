'use client';
import { type CSSProperties, memo } from 'react';
import { fromTime } from '@/lib/time/clock';
import type { MergedLine } from '@/lib/view/joblog';
import { ansiSpans, type LogSpan } from '@/lib/view/logansi';
import colours from './log-colours.module.css';
import styles from './log-view.module.css';

interface LogLineProps {
  line: MergedLine;
  /** Whose line it is, short; nothing where there is but one container. */
  source?: string;
  /** Which of the eight colours of sources it has. */
  hue: number;
  withTime: boolean;
  /** Marked wherever it stands, whatever its case. */
  search: string;
  /** The match the reader is at. */
  current: boolean;
}

/** One line of a log: when, whose, and the text in its colours. Text is only ever text here, never markup. */
export const LogLineView = memo(function LogLineView(props: LogLineProps) {
  const { line, source, hue, withTime, search, current } = props;
  return (
    <span className={`${styles.line} ${colours.line}`} data-current={current || undefined}>
      {withTime && (
        <span className={styles.time} title={line.time}>
          {clockTime(line.time)}
        </span>
      )}
      {source && (
        <span className={styles.source} data-hue={hue} title={`${line.pod}/${line.container}`}>
          {source}
        </span>
      )}
      <span className={styles.text}>
        {ansiSpans(line.text).map((span, at) => (
          <span key={at} style={styleOf(span)}>
            {marked(span.text, search)}
          </span>
        ))}
      </span>
    </span>
  );
});

/** The viewer's time of day, to the millisecond. */
function clockTime(time: string): string {
  const epochMs = fromTime(time);
  if (epochMs === undefined) return '';
  const at = new Date(epochMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${clock}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

function styleOf({ colour, background, bold, dim, italic, underline }: LogSpan): CSSProperties | undefined {
  if (colour === undefined && background === undefined && !bold && !dim && !italic && !underline)
    return undefined;
  const css = (value: number | string | undefined) =>
    typeof value === 'number' ? `var(--c${value})` : value;
  return {
    color: css(colour),
    // A coloured ground keeps a readable text whatever colour it has: it is mixed thinly into the page's.
    ...(background === undefined
      ? {}
      : { background: `color-mix(in srgb, ${css(background)} 22%, transparent)` }),
    ...(bold ? { fontWeight: 600 } : {}),
    ...(dim ? { opacity: 0.8 } : {}),
    ...(italic ? { fontStyle: 'italic' } : {}),
    ...(underline ? { textDecoration: 'underline' } : {}),
  };
}

function marked(text: string, search: string) {
  if (search === '') return text;
  const parts: (string | React.JSX.Element)[] = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(search); at >= 0; at = lower.indexOf(search, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + search.length)}</mark>);
    from = at + search.length;
  }
  return [...parts, text.slice(from)];
}
