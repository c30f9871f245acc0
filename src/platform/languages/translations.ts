import { createInstance } from 'i18next';
import { type Language, LANGUAGES } from './languages.js';

/** How the words of a sentence and the values within it are written; by default as they are. */
export interface Markup {
  readonly words: (words: string) => string;
  readonly value: (value: string) => string;
}

/** Translates into one language. A number among the values chooses the plural. */
export type Translate<Sentence extends string> = (
  sentence: Sentence,
  values?: Readonly<Record<string, string | number>>,
  markup?: Markup,
) => string;

const PLAIN: Markup = { words: (words) => words, value: (value) => value };

/** `{{name}}`, or `{{name, number}}` for a number in the digits of the language. */
const PLACE = /\{\{(\w+)(, number)?\}\}/;

/**
 * Translators from the JSON files of a module, one file a language, with the suffixes of i18next for plurals. Values are
 * put in here and not by i18next, which takes a value that reads `{{name}}` for a place.
 */
export function translations<Sentence extends string>(
  files: Readonly<Record<Language, object>>,
): (language: Language) => Translate<Sentence> {
  const i18n = createInstance();
  // With the resources at hand it is ready when the call returns.
  void i18n.init({
    initAsync: false,
    lng: 'en',
    fallbackLng: 'en',
    load: 'currentOnly',
    parseMissingKeyHandler: (sentence: string): never => {
      throw new Error(`there is no sentence "${sentence}"`);
    },
    resources: Object.fromEntries(LANGUAGES.map((language) => [language, { translation: files[language] }])),
  });
  return (language) => {
    const translate = i18n.getFixedT(language);
    return (sentence, values = {}, markup = PLAIN) => {
      const { count } = values;
      const text = translate(sentence as string, {
        skipInterpolation: true,
        ...(typeof count === 'number' && { count }),
      });
      return fill(text, language, values, markup);
    };
  };
}

/** @throws Error naming the place that has no value */
function fill(
  sentence: string,
  language: Language,
  values: Readonly<Record<string, string | number>>,
  { words, value }: Markup,
): string {
  let result = '';
  let rest = sentence;
  for (let place = PLACE.exec(rest); place !== null; place = PLACE.exec(rest)) {
    const [whole, name = '', asNumber] = place;
    const given = values[name];
    if (given === undefined) throw new Error(`"${name}" has no value in the sentence "${sentence}"`);
    const text = asNumber === undefined ? String(given) : numbersIn(language).format(Number(given));
    result += words(rest.slice(0, place.index)) + value(text);
    rest = rest.slice(place.index + whole.length);
  }
  return result + words(rest);
}

/** Made once for each language: V8 does not see their memory, and gives it back late. */
const NUMBERS = new Map<string, Intl.NumberFormat>();

function numbersIn(language: string): Intl.NumberFormat {
  const known = NUMBERS.get(language) ?? new Intl.NumberFormat(language);
  NUMBERS.set(language, known);
  return known;
}
