import { createInstance } from 'i18next';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es419 from './es-419.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

const TRANSLATIONS = { en, 'es-419': es419, fr, de, ar } as const;

/** A language of certificates. */
export type Language = keyof typeof TRANSLATIONS;

/** A key of the translation files. */
export type Sentence = Exclude<keyof typeof en, 'modes' | `hours_${string}`> | 'hours';

/** Translates into one language. */
export type Translate = (sentence: Sentence, values?: Readonly<Record<string, string | number>>) => string;

export const LANGUAGES = Object.keys(TRANSLATIONS) as Language[];

const i18n = createInstance();
await i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  load: 'currentOnly',
  resources: Object.fromEntries(LANGUAGES.map((name) => [name, { translation: TRANSLATIONS[name] }])),
  // The templates escape; the PDF needs no escaping.
  interpolation: { escapeValue: false },
});

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

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

export function translator(language: Language): Translate {
  const translate = i18n.getFixedT(language);
  return (sentence, values) => translate(sentence, { ...values });
}

/** The translation of a course certificate's mode, if there is one. */
export function modeName(language: Language, mode: string): string | undefined {
  const modes: Readonly<Record<string, string>> = TRANSLATIONS[language].modes;
  return Object.hasOwn(modes, mode) ? modes[mode] : undefined;
}
