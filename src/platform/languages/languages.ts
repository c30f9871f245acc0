/** A tag of a language, such as `en` or `es-419`. */
export const LANGUAGE_TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$/;

/** The languages into which the sentences of this service are translated. */
export const LANGUAGES = ['en', 'es-419', 'fr', 'de', 'ar'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The language for a configured tag: the tag itself, else its nearest relative (`es-MX` → `es-419`), else English. */
export function languageFor(tag: string): Language {
  return nearestLanguage(tag) ?? 'en';
}

/** The tag itself, else its nearest relative; undefined if there is none. */
export function nearestLanguage(tag: string): Language | undefined {
  const wanted = tag.trim().toLowerCase().replaceAll('_', '-');
  const base = wanted.split('-')[0];
  return (
    LANGUAGES.find((language) => language === wanted) ??
    LANGUAGES.find((language) => language.split('-')[0] === base)
  );
}

/** ISO 15924 names of the scripts that are written from right to left today. */
const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa']);

/** The direction of any language that a tag such as `ar`, `es-419` or `pa-PK` names, also of one without translations. */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(scriptOf(tag) ?? '') ? 'rtl' : 'ltr';
}

function scriptOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).maximize().script;
  } catch {
    // Not a tag by the standard.
    return undefined;
  }
}
