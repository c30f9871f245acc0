const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:[Zz]|[+-](\d\d)(?::?(\d\d))?)?$/;

/**
 * Whether the text is an ISO 8601 time that PostgreSQL accepts too. Without an offset it is UTC (sessions run in UTC).
 * The text itself goes to the database: a JavaScript Date would cut the microseconds off.
 */
export function isDateTime(value: unknown): value is string {
  const match = typeof value === 'string' ? DATE_TIME.exec(value) : null;
  if (match === null) return false;
  const part = (group: number) => Number(match[group] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  return (
    year >= 1 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    (day <= 28 || day <= lastDay(year, month)) &&
    part(4) <= 23 &&
    part(5) <= 59 &&
    part(6) <= 59 &&
    part(7) <= 14 &&
    part(8) <= 59 &&
    ((year > 1 && year < 9999) || isYear(new Date(value as string).getUTCFullYear()))
  );
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** An offset can carry a time out of the years that have four digits; JavaScript reads all others as we do. */
function isYear(year: number): boolean {
  return Number.isNaN(year) || (year >= 1 && year <= 9999);
}
