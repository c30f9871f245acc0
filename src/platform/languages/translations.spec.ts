import { describe, expect, it } from '@jest/globals';
import { type Translate, translations } from './translations.js';

type Sentence = 'order' | 'items' | 'only_english';

const EN = {
  order: '{{name}} has ordered {{thing}}.',
  items_one: '{{count, number}} item',
  items_other: '{{count, number}} items',
  only_english: 'Hello',
};
const FILES = {
  en: EN,
  'es-419': { order: '{{thing}}: pedido de {{name}}.', items_one: '{{count, number}} artículo' },
  fr: {},
  de: { items_other: '{{count, number}} Stück' },
  ar: { items_few: '{{count, number}} قليل', items_many: '{{count, number}} كثير' },
};

describe('translations', () => {
  const speak = (language: keyof typeof FILES): Translate<Sentence> =>
    translations<Sentence>(FILES)(language);

  it('have the order of the language, and English where there is none', () => {
    const values = { name: 'Ann', thing: 'tea' };
    expect(speak('es-419')('order', values)).toBe('tea: pedido de Ann.');
    expect(speak('fr')('order', values)).toBe('Ann has ordered tea.');
    expect(speak('es-419')('only_english')).toBe('Hello');
  });

  it('have the plural and the digits of the language', () => {
    const english = speak('en');
    expect([1, 2, 1234].map((count) => english('items', { count }))).toEqual([
      '1 item',
      '2 items',
      '1,234 items',
    ]);
    expect(speak('de')('items', { count: 1234 })).toBe('1.234 Stück');
    const arabic = speak('ar');
    expect(arabic('items', { count: 3 })).toContain('قليل');
    expect(arabic('items', { count: 11 })).toContain('كثير');
  });

  it.each(['{{thing}}', '$t(only_english)', '$&', '{{count, number}}', '<b>'])(
    'keep the value %s',
    (name) => {
      expect(speak('en')('order', { name, thing: 'tea' })).toBe(`${name} has ordered tea.`);
    },
  );

  it('tell words from values', () => {
    const markup = { words: (words: string) => words.toUpperCase(), value: (value: string) => `<${value}>` };
    expect(speak('en')('order', { name: 'Ann', thing: 'tea' }, markup)).toBe('<Ann> HAS ORDERED <tea>.');
  });

  it('refuse a sentence that does not exist', () => {
    const english = speak('en');
    expect(() => english('typo' as Sentence)).toThrow('there is no sentence "typo"');
  });

  it('refuse a sentence with a gap', () => {
    const english = speak('en');
    expect(() => english('order', { name: 'Ann' })).toThrow('"thing" has no value');
  });
});
