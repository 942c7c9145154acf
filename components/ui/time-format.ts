/** A span of time as a person reads it: `0.4 s`, `12s`, `3m 12s`, `1h 04m`, `2d 03h`. Takes milliseconds; negative counts as 0. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < 60_000) {
    if (ms % 1000 === 0) return `${ms / 1000}s`;
    return ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : '1m 00s';
  }
  const seconds = Math.floor(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** A distance in time as one figure: `12s`, `5m`, `2h`, `3d`. Takes milliseconds; its sign does not matter. */
export function formatSpan(spanMs: number): string {
  const seconds = Math.floor(Math.abs(spanMs) / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) {
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    return hours < 10 && minutes > 0 ? `${hours}h ${two(minutes)}m` : `${hours}h`;
  }
  return `${Math.floor(seconds / 86_400)}d`;
}

/** An instant in full in a zone, as `2026-11-22 06:04:00 GMT+1`. Takes epoch milliseconds; no zone is the viewer's own. */
export function formatInstant(epochMs: number, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).formatToParts(epochMs);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((found) => found.type === type)?.value ?? '';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return `${date} ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
}

/** A count with thin spaces between thousands: `5 001`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
