import { beforeAll, describe, expect, it } from '@jest/globals';
import { NAMES_OF_THE_WORLD } from '../../../test/support/names-of-the-world.js';
import { hasPoppler, textOf } from '../../../test/support/pdf-tools.js';
import { certificateWith, TestSheets } from '../../../test/support/sheets.js';

const withPoppler = hasPoppler() ? describe : describe.skip;
if (!hasPoppler()) {
  process.stderr.write('No pdftotext was found: texts of PDFs are not compared. Install poppler-utils.\n');
}

withPoppler('the text of a PDF', () => {
  let sheets: TestSheets;

  beforeAll(() => {
    sheets = new TestSheets();
  });

  it.each(NAMES_OF_THE_WORLD)('is as given in $language', ({ name, title }) => {
    const text = textOf(sheets.pdf(certificateWith({ fullName: name, title, username: 'zz_login' })));
    expect(text).toContain(name);
    expect(text).toContain(title);
    expect(text).not.toMatch(/[\u25a1\ufffd]|zz_login/u);
  });

  it.each([
    ['ليلى يوسف', 'أسس علم البيانات'],
    ['سلمى حدّاد', 'مُقَدِّمَة في الإحصاء'],
    ['Anna Łukasiewicz', 'Python للمبتدئين 2026'],
    ['محمد الخوارزمي (Algoritmi) 780', 'مقدمة 101 في C++'],
  ])('is as given on a page from right to left: %s', (fullName, title) => {
    const text = textOf(sheets.pdf(certificateWith({ fullName, title }, 'ar')));
    expect(text).toContain(fullName);
    expect(text).toContain(title);
  });
});
