import { describe, expect, it } from '@jest/globals';
import { frameMail, isWholeDocument, type MailBrand } from './mail-frame.js';

const BRAND: MailBrand = {
  name: 'Tom & <Jerry>',
  address: 'https://site.example/',
  primary: '#1c2d50',
  accent: '#a67c2e',
  logo: null,
};
const LOGO = { address: 'https://site.example/logo.png', width: 240, height: 60 };
const CONTENT = { subject: 'A <b>', body: '<p>Hello</p>\n', language: 'de' };

describe('the frame of a mail', () => {
  it('has language, direction, title, body and the name of the installation', () => {
    const html = frameMail(CONTENT, BRAND);
    for (const part of [
      '<html lang="de" dir="ltr">',
      '<title>A &lt;b&gt;</title>',
      '<td dir="ltr"',
      '<p>Hello</p>',
      '<bdi>Tom &amp; &lt;Jerry&gt;</bdi>',
      '<a href="https://site.example/"',
      'border-top: 4px solid #a67c2e',
      'max-width: 600px',
    ]) {
      expect(html).toContain(part);
    }
    expect(html).not.toContain('<img');
  });

  it('has the logo in the place of the name, which a client without pictures shows', () => {
    const html = frameMail(CONTENT, { ...BRAND, logo: LOGO });
    expect(html).toContain(
      '<img src="https://site.example/logo.png" alt="Tom &amp; &lt;Jerry&gt;" width="240" height="60"',
    );
  });

  it.each([
    ['ar', undefined, 'rtl', 'rtl'],
    ['he-IL', undefined, 'rtl', 'rtl'],
    ['fr', undefined, 'ltr', 'ltr'],
    ['ar', 'auto' as const, 'rtl', 'auto'],
  ])('is written in the direction of %s (%s)', (language, direction, ofPage, ofBody) => {
    const html = frameMail({ ...CONTENT, language, ...(direction && { direction }) }, BRAND);
    expect(html).toContain(`<html lang="${language}" dir="${ofPage}">`);
    expect(html).toContain(`<td dir="${ofBody}"`);
  });

  it('has a title without controls of direction', () => {
    expect(frameMail({ ...CONTENT, subject: '\u2068A\u2069' }, BRAND)).toContain('<title>A</title>');
  });

  it('loads nothing from elsewhere', () => {
    const html = frameMail(CONTENT, { ...BRAND, logo: LOGO });
    expect(html.match(/https?:[^"' )]+/g)).toEqual([
      'https://site.example/logo.png',
      'https://site.example/',
    ]);
  });
});

describe('a document of its own', () => {
  it.each(['<!DOCTYPE html><p>x', '<!doctype html>', '\n<HTML lang="en">', '<!-- note --><html>'])(
    'is %j',
    (html) => {
      expect(isWholeDocument(html)).toBe(true);
    },
  );

  it.each(['<p>html</p>', '', '&lt;html&gt;', '<htmlx>'])('is not %j', (html) => {
    expect(isWholeDocument(html)).toBe(false);
  });
});
