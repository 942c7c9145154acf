import { loadZone } from './zones';

/**
 * An instant as RFC 3339 in whole seconds with the zone's offset at that time; `Z` where that is none.
 * Throws `ZoneError`.
 */
export function zonedTime(atMs: number, zone: string): string {
  const { offsetMs } = loadZone(zone).segmentAt(atMs);
  const local = new Date(Math.floor(atMs / 1000) * 1000 + offsetMs).toISOString().slice(0, 19);
  const minutes = Math.trunc(Math.abs(offsetMs) / 60_000);
  if (minutes === 0) return `${local}Z`;
  const two = (number: number) => String(number).padStart(2, '0');
  return `${local}${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
