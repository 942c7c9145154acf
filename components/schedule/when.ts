/**
 * An instant in a zone, as short as it can be told from now: `02:00 GMT+1` today, `Mon 02:00 GMT+1` within a
 * week, else with its date. Takes epoch milliseconds; `language` names the weekday.
 */
export function formatWhen(atMs: number, nowMs: number, zone: string, language: string): string {
  const day = (ms: number) =>
    format(ms, zone, 'en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
  const time = format(atMs, zone, 'en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const name = zoneName(atMs, zone);
  if (day(atMs) === day(nowMs)) return `${time} ${name}`;
  const isNear = Math.abs(atMs - nowMs) < 6 * 24 * 3600_000;
  const date = isNear ? format(atMs, zone, language, { weekday: 'short' }) : day(atMs);
  return `${date} ${time} ${name}`;
}

/**
 * A fire time in a zone, by date and minute (and second where it has one): `2026-11-22 02:00 CET`. Takes
 * epoch milliseconds.
 */
export function formatFire(atMs: number, zone: string): string {
  const second = atMs % 60_000 === 0 ? undefined : ('2-digit' as const);
  const date = format(atMs, zone, 'en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
  const time = format(atMs, zone, 'en-GB', { hour: '2-digit', minute: '2-digit', second, hourCycle: 'h23' });
  return `${date} ${time} ${zoneName(atMs, zone)}`;
}

/**
 * What a zone is called at an instant: `CET`, `EST`, `UTC`; where English knows no letters for it, `GMT+8`.
 */
function zoneName(atMs: number, timeZone: string): string {
  const name = (language: string) =>
    new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'short' })
      .formatToParts(atMs)
      .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  const british = name('en-GB');
  return british.startsWith('GMT') ? name('en-US') : british;
}

function format(ms: number, timeZone: string, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { timeZone, ...options }).format(ms);
}
