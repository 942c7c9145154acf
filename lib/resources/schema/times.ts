/** Times as Go reads and writes them: RFC 3339, answered in UTC. */

const layoutParts: readonly { name: string; pattern: RegExp }[] = [
  { name: '2006', pattern: /^\d{4}/ },
  { name: '-', pattern: /^-/ },
  { name: '01', pattern: /^\d{2}/ },
  { name: '-', pattern: /^-/ },
  { name: '02', pattern: /^\d{2}/ },
  { name: 'T', pattern: /^T/ },
  { name: '15', pattern: /^\d{2}/ },
  { name: ':', pattern: /^:/ },
  { name: '04', pattern: /^\d{2}/ },
  { name: ':', pattern: /^:/ },
  { name: '05', pattern: /^\d{2}(?:[.,]\d+)?/ },
  { name: 'Z07:00', pattern: /^(?:Z|[+-]\d{2}:\d{2})/ },
];

const microParts = layoutParts.flatMap((part) =>
  part.name === '05'
    ? [
        { name: '05', pattern: /^\d{2}/ },
        { name: '.000000', pattern: /^\.\d{6}/ },
      ]
    : part,
);

/**
 * A `metav1.Time` in UTC and whole seconds; `undefined` for Go's zero time. @throws Error with the text of
 * Go's `time.Parse`
 */
export function readTime(text: string): string | undefined {
  const parsed = parse(text, layoutParts, '2006-01-02T15:04:05Z07:00');
  if (parsed === undefined) return undefined;
  return `${new Date(parsed.epochMs).toISOString().slice(0, 19)}Z`;
}

/**
 * A `metav1.MicroTime` in UTC and microseconds; `undefined` for Go's zero time. @throws Error with the
 * text of Go's `time.Parse`
 */
export function readMicroTime(text: string): string | undefined {
  const parsed = parse(text, microParts, '2006-01-02T15:04:05.000000Z07:00');
  if (parsed === undefined) return undefined;
  return `${new Date(parsed.epochMs).toISOString().slice(0, 19)}${parsed.fraction}Z`;
}

interface Parsed {
  epochMs: number;
  fraction: string;
}

function parse(text: string, parts: typeof layoutParts, layout: string): Parsed | undefined {
  const values: string[] = [];
  let rest = text;
  for (const { name, pattern } of parts) {
    const [value] = pattern.exec(rest) ?? [];
    if (value === undefined) {
      const [as, unread, part] = [layout, rest, name].map((quoted) => JSON.stringify(quoted));
      throw new Error(`parsing time ${JSON.stringify(text)} as ${as}: cannot parse ${unread} as ${part}`);
    }
    values.push(value);
    rest = rest.slice(value.length);
  }
  if (rest) throw new Error(`parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`);
  const digits = (at: number) => Number.parseInt(values[at]!, 10);
  const [year, month, day, hour, minute, second] = [0, 2, 4, 6, 8, 10].map(digits) as number[];
  const wrong = outOfRange(year!, month!, day!, hour!, minute!, second!);
  if (wrong) throw new Error(`parsing time ${JSON.stringify(text)}: ${wrong} out of range`);
  const local = new Date(0);
  local.setUTCFullYear(year!, month! - 1, day!);
  local.setUTCHours(hour!, minute!, second!);
  const epochMs = local.getTime() - offsetMs(values.at(-1)!);
  const isZero = new Date(epochMs).toISOString() === '0001-01-01T00:00:00.000Z';
  return isZero ? undefined : { epochMs, fraction: values.length > 12 ? values[11]! : '' };
}

function outOfRange(year: number, month: number, day: number, hour: number, minute: number, second: number) {
  if (month < 1 || month > 12) return 'month';
  const lastDay = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (day < 1 || day > lastDay) return 'day';
  if (hour > 23) return 'hour';
  if (minute > 59) return 'minute';
  return second > 59 ? 'second' : undefined;
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
