import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

describe('GET /credentials/example/', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({
      env: {
        THEME_PRIMARY_COLOR: '#5A1030',
        THEME_ACCENT_COLOR: '#0a7f7f',
        THEME_STYLESHEET: new URL('../../src/certificate-page/views/styles/print.css', import.meta.url)
          .pathname,
      },
    });
  });

  afterAll(() => test.close());

  it('shows a sample without any credential, and says that it is none', async () => {
    const { status, text, headers } = await test.request.get('/credentials/example/');
    expect(status).toBe(200);
    expect(headers['x-robots-tag']).toBe('noindex');
    expect(text).toContain('this is not a credential');
  });

  it('is written in the language asked for', async () => {
    const { text } = await test.request.get('/credentials/example/?language=ar');
    expect(text).toContain('<html lang="ar" dir="rtl">');
    for (const file of ['certificate.pdf', 'certificate.svg', 'certificate.png', 'share.png']) {
      expect(text).toMatch(
        new RegExp(`/credentials/example/${file.replace('.', '[.]')}[?]language&#x3D;ar"`),
      );
    }
  });

  it('wears the configured theme', async () => {
    const { text } = await test.request.get('/credentials/example/');
    const [own = '', theme = ''] = Array.from(
      text.matchAll(/<link rel="stylesheet" href="([^"]+)"/g),
      ([, href]) => href,
    );
    expect((await test.request.get(own)).text).toMatch(/^:root\{--primary:#5a1030;--accent:#0a7f7f\}/);
    const { status, headers: themeHeaders } = await test.request.get(theme);
    expect([status, themeHeaders['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
    const icon = /<link rel="icon"[^>]* href="([^"]+)"/.exec(text)?.[1] ?? '';
    const { headers: iconHeaders, body } = await test.request.get(icon.replace('&#x3D;', '='));
    expect(iconHeaders['content-type']).toBe('image/svg+xml');
    expect(String(body)).toContain('fill="#5a1030"');
  });

  it('shows everything that a certificate can have: links, description, courses, grades', async () => {
    const { text } = await test.request.get('/credentials/example/');
    expect(text).toContain('<a href="https://university.example/" rel="noopener noreferrer">');
    expect(text).toContain('<a href="https://university.example/data-science" rel="noopener noreferrer">');
    for (const words of ['<caption>Completed courses</caption>', '93%', 'Signed by', 'first principles']) {
      expect(text).toContain(words);
    }
  });

  it('has its typeface from the service, as the stylesheet names it, and nothing else below that address', async () => {
    const page = await test.request.get('/credentials/example/');
    const own = /<link rel="stylesheet" href="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const { text } = await test.request.get(own.replace('&#x3D;', '='));
    const faces = Array.from(text.matchAll(/src: url\((fonts\/[^)]+)\) format\('woff2'\);\s*unicode-range/g));
    // Three styles of seven ranges of letters.
    expect(faces).toHaveLength(21);
    for (const [, address] of faces) {
      const { status, headers, body } = await test.request.get(`/credentials/assets/${address}`).buffer();
      expect([status, headers['content-type']]).toEqual([200, 'font/woff2']);
      expect(headers['cache-control']).toContain('immutable');
      expect((body as Buffer).subarray(0, 4).toString()).toBe('wOF2');
    }
    for (const other of ['x.woff2', 'package.json', '..%2f400.css', 'constructor']) {
      const { status, headers } = await test.request.get(`/credentials/assets/fonts/${other}`);
      expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    }
  });

  it('has its icon also where browsers look unasked', async () => {
    const { headers } = await test.request.get('/favicon.ico').expect(302);
    expect(headers.location).toBe('/credentials/assets/favicon.svg');
    await test.request.get(headers.location ?? '').expect(200);
  });
});
