const DATE = String.raw`(\d{4})(-?)(\d\d)\2(\d\d)`;
const TIME = String.raw`(\d\d)(?:(:?)(\d\d)(?:\6(\d\d)(?:[.,](\d{1,9}))?)?)?`;
const OFFSET = String.raw`([Zz]|[+-]\d\d(?::?\d\d)?)`;
const DATE_TIME = new RegExp(`^${DATE}(?:[Tt ]${TIME}${OFFSET}?)?$`);
const HOURS_AND_MINUTES = /^[+-](\d\d):?(\d\d)?$/;

/**
 * An ISO 8601 time as PostgreSQL takes it, else undefined. It may be a date alone (its first moment), have only hours
 * or no seconds, lack dashes and colons, or have a decimal comma. Without an offset it is UTC (sessions run in UTC). It
 * stays text, since a JavaScript Date loses the microseconds. Further digits are cut off, as by Django.
 */
export function toDateTime(value: unknown): string | undefined {
  const match = typeof value === 'string' ? DATE_TIME.exec(value) : null;
  if (match === null) return undefined;
  const [, year = '', , month = '', day = '', hour = '00', , minute = '00', second = '00', fraction = ''] =
    match;
  const offset = match[10] ?? '';
  const date = `${year}-${month}-${day}`;
  if (!isDate(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || !isOffset(offset)) return undefined;
  const local = `${date}T${hour}:${minute}:${second}${fraction && `.${fraction.slice(0, 6)}`}`;
  return isWithinYears(Number(year), local, offset) ? `${local}${offset}` : undefined;
}

/** Whether `toDateTime` takes the value. */
export function isDateTime(value: unknown): value is string {
  return toDateTime(value) !== undefined;
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isOffset(text: string): boolean {
  const [, hours, minutes = 0] = HOURS_AND_MINUTES.exec(text) ?? [];
  return hours === undefined || (Number(hours) <= 14 && Number(minutes) <= 59);
}

/** An offset can move a time out of the four-digit years. */
function isWithinYears(year: number, local: string, offset: string): boolean {
  if (year > 1 && year < 9999) return true;
  // JavaScript reads an offset only with colon and minutes.
  const [, hours = '00', minutes = '00'] = HOURS_AND_MINUTES.exec(offset) ?? [];
  const sign = offset.startsWith('-') ? '-' : '+';
  const moved = new Date(`${local}${sign}${hours}:${minutes}`).getUTCFullYear();
  return moved >= 1 && moved <= 9999;
}
