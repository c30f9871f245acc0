import { describe, expect, it } from '@jest/globals';
import fc from '../../../test/support/property.js';
import { contentDisposition } from './content-disposition.js';

const FORM =
  /^attachment; filename="([a-z0-9_-]+\.csv)"; filename\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})+)$/;

/** The two names: the plain one, and the one that browsers take. */
function namesOf(...words: string[]): readonly [plain: string, full: string] {
  const header = contentDisposition('attachment', {
    words: [...words, 'table'],
    joiner: '_',
    extension: 'csv',
  });
  const [, plain = '', full = ''] = FORM.exec(header) ?? [];
  return [plain, decodeURIComponent(full)];
}

describe('the name of a download', () => {
  it.each<[word: string, plain: string, full: string]>([
    ['Economics 101', 'economics_101_table.csv', 'economics_101_table.csv'],
    ['Économie & Données', 'economie_donnees_table.csv', 'économie_&_données_table.csv'],
    ['Анна Пример', 'table.csv', 'анна_пример_table.csv'],
    ['مثال', 'table.csv', 'مثال_table.csv'],
    ['👩‍🚀 Ana', 'ana_table.csv', '👩‍🚀_ana_table.csv'],
    [`"quoted" it's (50%)*`, 'quoted-it-s_50_table.csv', `quoted-_it's_(50%)_table.csv`],
    ['../../etc/passwd', 'etc-passwd_table.csv', 'etc-passwd_table.csv'],
    ['C:\\Windows', 'c-windows_table.csv', 'c-windows_table.csv'],
    ['\r\nSet-Cookie: a=b\0', 'set-cookie-a-b_table.csv', 'set-cookie-_a=b_table.csv'],
    ['\u202efdp.exe', 'fdp-exe_table.csv', 'fdp.exe_table.csv'],
    ['...', 'table.csv', 'table.csv'],
    ['\ud800', 'table.csv', 'table.csv'],
    ['', 'table.csv', 'table.csv'],
  ])('made of %j is %j, in UTF-8 %j', (word, plain, full) => {
    expect(namesOf(word)).toEqual([plain, full]);
  });

  it('is cut between letters, with its end kept, where it would be too long for a file system', () => {
    const [plain, full] = namesOf('n'.repeat(255), 'é'.repeat(255));
    expect(plain).toBe(`${'n'.repeat(75)}_${'e'.repeat(75)}_table.csv`);
    expect(full).toBe(`${'n'.repeat(75)}_${'é'.repeat(37)}_table.csv`);
    const [, family] = namesOf('👨‍👩‍👧‍👦'.repeat(50));
    expect(family).toBe(`${'👨‍👩‍👧‍👦'.repeat(3)}_table.csv`);
  });

  it('is one that every file system takes, whatever it is made of', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('.', ' ', '/', '"', '\\', '\u202e', '\u200d', "'", 'é', '\ud83d') }),
    );
    fc.assert(
      fc.property(word, word, (first, second) => {
        const [plain, full] = namesOf(first, second);
        expect(plain).toMatch(/table\.csv$/);
        expect(full).toMatch(/table\.csv$/);
        expect(full).not.toMatch(/[\\/:*?"<>|\p{Cc}\u202a-\u202e]|^[.\s]/u);
        expect(Buffer.byteLength(full)).toBeLessThan(240);
      }),
      { numRuns: 500 },
    );
  });
});
