/**
 * An instant in a zone, as short as it can be told from now: `02:00 GMT+1` today, `Mon 02:00 GMT+1` within a week, else with its date.
 * Takes epoch milliseconds; `language` names the weekday.
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

/** What a zone is called at an instant: `GMT+1`, `UTC`. */
function zoneName(atMs: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' }).formatToParts(
    atMs,
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

function format(ms: number, timeZone: string, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { timeZone, ...options }).format(ms);
}
