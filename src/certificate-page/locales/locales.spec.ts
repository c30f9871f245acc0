import { describe, expect, it } from '@jest/globals';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es419 from './es-419.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Each sentence with the values that it takes; plural forms count as one. */
function sentences(file: object): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(file)
      .filter(([name]) => !PLURAL.test(name) || name.endsWith('_other'))
      .map(([name, text]) => [
        name,
        typeof text === 'string'
          ? Array.from(text.matchAll(/{{(\w+)/g), ([, value = '']) => value).sort()
          : Object.keys(text as object).sort(),
      ]),
  );
}

describe('the translations of the certificate page', () => {
  it.each(Object.entries({ 'es-419': es419, fr, de, ar }))(
    'have every sentence with all its values in %s',
    (language, file) => {
      expect(sentences(file)).toEqual(sentences(en));
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      const forms = Object.keys(file).filter((name) => name.startsWith('hours_'));
      expect(forms.sort()).toEqual(pluralCategories.map((form) => `hours_${form}`).sort());
    },
  );
});
