import { dayNumber } from './calendar';
import { linkNames } from './zonenames';

/** A stretch of time through which a zone keeps one offset. `startMs` is in it, `endMs` is not. */
export interface Segment {
  startMs: number;
  endMs: number;
  /** Local time minus UTC. */
  offsetMs: number;
}

/** A time zone, as far as schedules need it. */
export interface Zone {
  readonly name: string;
  /** The segment an instant lies in; a segment may be cut where the zone does not change. */
  segmentAt(utcMs: number): Segment;
}

/** A name that is no time zone; the message is that of Go's `time.LoadLocation`. */
export class ZoneError extends Error {}

const dayMs = 86_400_000;
/**
 * Offsets are read from `Intl` once a week and wherever two readings differ; no zone has ever changed twice
 * within a week.
 */
const probeMs = 7 * dayMs;
const chunkMs = 209 * probeMs;
const zones = new Map<string, Zone>();
let knownNames: Map<string, string> | undefined;

/**
 * The zone of that name, from the platform's zone data; `''` is UTC, as in Go. Throws `ZoneError` where
 * Go's `time.LoadLocation` fails: for unknown names and other spellings of known ones.
 */
export function loadZone(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const zone = createZone(name);
  zones.set(name, zone);
  return zone;
}

/** Why a name is no time zone, in the words of Go's `time.LoadLocation`; `undefined` when it is one. */
export function zoneError(name: string): string | undefined {
  try {
    loadZone(name);
    return undefined;
  } catch (error) {
    if (error instanceof ZoneError) return error.message;
    throw error;
  }
}

function createZone(name: string): Zone {
  if (name === '' || name === 'UTC' || name === 'Local') return fixedZone(name || 'UTC');
  if (name.includes('..') || name.startsWith('/') || name.startsWith('\\')) {
    throw new ZoneError('time: invalid location name');
  }
  if (!isName(name)) throw new ZoneError(`unknown time zone ${name}`);
  return probedZone(name);
}

/** `Local` is the zone of the control plane, which runs on UTC. */
function fixedZone(name: string): Zone {
  const segment: Segment = { startMs: -Infinity, endMs: Infinity, offsetMs: 0 };
  return { name, segmentAt: () => segment };
}

function isName(name: string): boolean {
  knownNames ??= new Map(
    [...Intl.supportedValuesOf('timeZone'), ...linkNames].map((known) => [known.toLowerCase(), known]),
  );
  const known = knownNames.get(name.toLowerCase());
  if (known) return known === name;
  return /^[A-Z][a-z]+\/[A-Z]/.test(name) && takenByIntl(name);
}

function takenByIntl(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function probedZone(name: string): Zone {
  const offsetAt = offsetReader(name);
  const chunks = new Map<number, Segment[]>();
  let last: Segment = { startMs: 0, endMs: 0, offsetMs: 0 };
  return {
    name,
    segmentAt(utcMs) {
      if (utcMs >= last.startMs && utcMs < last.endMs) return last;
      const number = Math.floor(utcMs / chunkMs);
      let segments = chunks.get(number);
      if (!segments) {
        segments = readChunk(offsetAt, number * chunkMs);
        chunks.set(number, segments);
      }
      last = segments.find((segment) => utcMs < segment.endMs)!;
      return last;
    },
  };
}

function readChunk(offsetAt: (utcMs: number) => number, startMs: number): Segment[] {
  const segments: Segment[] = [];
  let current: Segment = { startMs, endMs: startMs, offsetMs: offsetAt(startMs) };
  for (let atMs = startMs; atMs < startMs + chunkMs; atMs += probeMs) {
    const nextMs = atMs + probeMs;
    const offsetMs = offsetAt(nextMs);
    if (offsetMs === current.offsetMs) continue;
    const changeMs = findChange(offsetAt, atMs, nextMs, current.offsetMs);
    segments.push({ ...current, endMs: changeMs });
    current = { startMs: changeMs, endMs: changeMs, offsetMs };
  }
  segments.push({ ...current, endMs: startMs + chunkMs });
  return segments.filter((segment) => segment.endMs > segment.startMs && segment.startMs < startMs + chunkMs);
}

/** The first whole second after `lowMs`, where the offset is `offsetMs`, at which it is not. */
function findChange(
  offsetAt: (utcMs: number) => number,
  lowMs: number,
  highMs: number,
  offsetMs: number,
): number {
  let low = lowMs / 1000;
  let high = highMs / 1000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * 1000) === offsetMs) low = middle;
    else high = middle;
  }
  return high * 1000;
}

/**
 * Offsets are asked of `Intl` only in the years it answers with four digits; before and after, those years'
 * ends count.
 */
const firstMs = dayNumber(1800, 1, 1) * dayMs;
const lastMs = dayNumber(9990, 1, 1) * dayMs;

function offsetReader(timeZone: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (utcMs) => {
    const atMs = Math.min(Math.max(utcMs, firstMs), lastMs);
    const [month, day, year, hour, minute, second] = format.format(atMs).match(/\d+/g)!.map(Number);
    const localMs =
      dayNumber(year!, month!, day!) * dayMs + hour! * 3_600_000 + minute! * 60_000 + second! * 1000;
    return localMs - atMs;
  };
}
