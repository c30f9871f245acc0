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

/** How a language writes a day, a moment, a list and a share: 0.925 is 92.5 %. */
export function formatsOf(language: Language) {
  return FORMATS.get(language)!;
}
