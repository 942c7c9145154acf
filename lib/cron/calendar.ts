/**
 * Days from 1970-01-01 to a day of the proleptic Gregorian calendar. Months and days out of range carry
 * over, as in Go's `time.Date`.
 */
export function dayNumber(year: number, month: number, day: number): number {
  const years = year + Math.floor((month - 1) / 12);
  const march = (((month - 1) % 12) + 12 + 10) % 12;
  const shifted = march >= 10 ? years - 1 : years;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * march + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468 + day - 1;
}

/** A day of the calendar; `month` and `day` count from 1. */
export interface Day {
  year: number;
  month: number;
  day: number;
}

/** The calendar day of a day number (the inverse of `dayNumber`). */
export function dayOf(number: number): Day {
  const shifted = number + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Day of the week of a day number, Sunday being 0. */
export function weekdayOf(number: number): number {
  return (((number + 4) % 7) + 7) % 7;
}
