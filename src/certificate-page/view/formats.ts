import { isolate } from '../display-text.js';
import { type Language, LANGUAGES } from '../locales/index.js';

/**
 * Made once: each takes some 50 KB outside of V8's heap, which V8 does not see and gives back late. Days and times are
 * those of UTC, so that everybody reads the same day.
 */
const FORMATS = new Map(
  LANGUAGES.map((language) => [
    language,
    {
      day: new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }),
      moment: new Intl.DateTimeFormat(language, {
        year: 'numeric',
        month: 'long',
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        timeZone: 'UTC',
        timeZoneName: 'short',
      }),
      list: new Intl.ListFormat(language, { type: 'conjunction' }),
      share: new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 }),
    },
  ]),
);

export function dateIn(language: Language, date: Date | string): string {
  return formatsOf(language).day.format(new Date(date));
}

export function momentIn(language: Language, date: Date): string {
  return formatsOf(language).moment.format(date);
}

/** @param share from 0, as for 0.925 */
export function percentIn(language: Language, share: number): string {
  return formatsOf(language).share.format(share);
}

/** Names in a row, each with its own direction. */
export function joined(language: Language, names: readonly string[]): string {
  return formatsOf(language).list.format(names.map(isolate));
}

function formatsOf(language: Language) {
  return FORMATS.get(language)!;
}
