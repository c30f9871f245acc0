import {
  type Language,
  type Translate as TranslateOf,
  translations,
} from '../../platform/languages/index.js';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es419 from './es-419.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

export {
  directionOf,
  type Language,
  languageFor,
  LANGUAGES,
  nearestLanguage,
} from '../../platform/languages/index.js';

const TRANSLATIONS = { en, 'es-419': es419, fr, de, ar } as const;

/** A key of the translation files. */
export type Sentence = Exclude<keyof typeof en, 'modes' | `hours_${string}`> | 'hours';

/** Translates into one language. */
export type Translate = TranslateOf<Sentence>;

export const translator = translations<Sentence>(TRANSLATIONS);

/** The translation of a course certificate's mode, if there is one. */
export function modeName(language: Language, mode: string): string | undefined {
  const modes: Readonly<Record<string, string>> = TRANSLATIONS[language].modes;
  return Object.hasOwn(modes, mode) ? modes[mode] : undefined;
}
