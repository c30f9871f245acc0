import { type Language, translations } from '../../../platform/languages/index.js';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es419 from './es-419.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

/** A sentence of the mails to institutions. */
export type Sentence = keyof typeof en;

/** The sentences in each language. In one of them `<b>` is the only markup. */
export const SENTENCES: Readonly<Record<Language, Readonly<Record<Sentence, string>>>> = {
  en,
  'es-419': es419,
  fr,
  de,
  ar,
};

export const translator = translations<Sentence>(SENTENCES);
