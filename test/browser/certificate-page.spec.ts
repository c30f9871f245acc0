import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { exampleCertificate } from '../../src/certificate-page/example-certificate.js';
import { PageRenderer } from '../../src/certificate-page/page-renderer.js';
import { describeCertificate } from '../../src/certificate-page/view/describe-certificate.js';
import { findBrowser, startBrowser, type TestBrowser } from '../support/browser.js';
import { award, HOSTILE_NAMES, pageOf, rename } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const path = findBrowser();
if (path === undefined) {
  process.stderr.write(
    'No Chromium was found: the certificate page is not tested in a browser. Set CHROMIUM_PATH.\n',
  );
}
const withBrowser = path === undefined ? describe.skip : describe;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** In the place of the typeset sheet: a drawing of its size without any work. */
const SHEET =
  '<svg xmlns="http://www.w3.org/2000/svg" width="842" height="595"><rect width="842" height="595" fill="#fec"/></svg>';
const SCREENS = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 640 },
} as const;

withBrowser('the certificate page in a browser', () => {
  let test: TestApp;
  let browser: TestBrowser;
  let page: Page;
  let alice: string;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
    alice = await award(test, 'alice', 'Alice Łukasiewicz');
    browser = await startBrowser(path ?? '');
    page = await browser.context.newPage();
    await page.route('**/certificate.svg*', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: SHEET }),
    );
  }, 60_000);

  beforeEach(async () => {
    await page.emulateMedia({ media: null });
    await page.unroute(`${test.base}/credentials/example/`);
  });

  afterAll(async () => {
    await browser.close();
    await test.close();
  });

  const open = (address: string) => page.goto(`${test.base}${address}`, { waitUntil: 'load' });

  /** Opens what the service would answer for the sample in another state. */
  async function openSample(
    language: string,
    state: 'font missing' | 'revoked',
    more: Partial<ReturnType<typeof exampleCertificate>> = {},
  ): Promise<void> {
    const now = new Date();
    const revoked = state === 'revoked' ? now : null;
    const issuer = { platformName: 'Example', publicUrl: test.base, logo: null };
    const drawing =
      state === 'font missing' ? { sheet: null, missingScripts: ['Khmer', 'Tibetan'] } : undefined;
    const certificate = { ...exampleCertificate(language, now), ...more, revoked };
    const view = describeCertificate(certificate, issuer, 'example', drawing);
    const body = test.app.get(PageRenderer, { strict: false }).certificate(view);
    await page.route(`${test.base}/credentials/example/`, (route) =>
      route.fulfill({ contentType: 'text/html; charset=utf-8', body }),
    );
    await open('/credentials/example/');
  }

  /** The page's policy forbids every script, but not the test's own. */
  const violations = async () => {
    const { violations: found } = await page.evaluate<{
      violations: { id: string; nodes: { html: string }[] }[];
    }>(
      `${AXE}; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
    );
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  const pagesOf = async (format: string) => {
    const pdf = (await page.pdf({ format, landscape: true })).toString('latin1');
    return pdf.match(/\/Type \/Page\b/g)?.length;
  };

  describe('has nothing for axe to complain about', () => {
    it.each(['en', 'es-419', 'fr', 'de', 'ar'])('in %s', async (language) => {
      for (const screen of Object.values(SCREENS)) {
        await page.setViewportSize(screen);
        await open(`/credentials/example/?language=${language}`);
        // A narrow phone has the page of a phone: it is there for the width.
        if (screen !== SCREENS.narrow) expect(await violations()).toEqual([]);
        expect(await overflowing()).toEqual([]);
      }
    });

    it('when there is no certificate', async () => {
      await open('/credentials/nothing/');
      expect(await violations()).toEqual([]);
    });

    it.each([
      ['en', 'font missing'],
      ['ar', 'font missing'],
      ['en', 'revoked'],
      ['ar', 'revoked'],
    ] as const)('in %s, %s', async (language, state) => {
      for (const screen of [SCREENS.desktop, SCREENS.phone]) {
        await page.setViewportSize(screen);
        await openSample(language, state);
        expect(await violations()).toEqual([]);
        expect(await overflowing()).toEqual([]);
      }
    });
  });

  it('has all actions on the first screen of a phone', async () => {
    await page.setViewportSize(SCREENS.phone);
    await open(pageOf(alice));
    const bottoms = await page.evaluate<number[]>(
      `Array.from(document.querySelectorAll('.actions :is(a, input)'), (element) => element.getBoundingClientRect().bottom)`,
    );
    expect(bottoms).toHaveLength(6);
    expect(Math.max(...bottoms)).toBeLessThan(SCREENS.phone.height);
  });

  it('sets its heading in the shipped typeface', async () => {
    await open(pageOf(alice));
    const loaded = await page.evaluate<string[]>(
      `document.fonts.ready.then((fonts) => Array.from(fonts).filter(({ status }) => status === 'loaded').map(({ family }) => family))`,
    );
    expect(new Set(loaded)).toEqual(new Set(['EB Garamond']));
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).fontFamily')).toMatch(
      /^"EB Garamond"/,
    );
  });

  it('keeps the place of the sheet while its picture is on the way, and leads from it to the PDF', async () => {
    await page.setViewportSize(SCREENS.desktop);
    await page.route('**/certificate.svg*', (route) => route.abort());
    await open(pageOf(alice));
    await page.unroute('**/certificate.svg*');
    await page.route('**/certificate.svg*', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: SHEET }),
    );
    const sheet = await page.evaluate<{ ratio: number; alt: string; link: string }>(`(() => {
      const image = document.querySelector('.sheet img');
      const { width, height } = image;
      return { ratio: getComputedStyle(image).aspectRatio, alt: image.alt, link: image.parentElement.href };
    })()`);
    expect(sheet).toEqual({
      ratio: 'auto 842 / 595',
      alt: 'The certificate of Alice Łukasiewicz as a sheet of paper; opens the PDF',
      link: `${test.base}${pageOf(alice)}certificate.pdf`,
    });
  });

  it('shows the typeset sheet, in its proportions', async () => {
    await page.unroute('**/certificate.svg*');
    await open(pageOf(alice));
    const sizes = await page.evaluate<number[]>(`(() => {
      const { naturalWidth, naturalHeight, width, height } = document.querySelector('.sheet img');
      return [naturalWidth / naturalHeight, width / height];
    })()`);
    await page.route('**/certificate.svg*', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: SHEET }),
    );
    for (const size of sizes) expect(size).toBeCloseTo(Math.SQRT2, 2);
  });

  it('has the certificate as text, and neither PDF nor picture, where a font is missing', async () => {
    await openSample('en', 'font missing', { fullName: 'សុខ' });
    const { text, links, images } = await page.evaluate<{ text: string; links: string[]; images: number }>(`({
      text: document.querySelector('.card').innerText,
      links: Array.from(document.links, ({ href }) => href),
      images: document.images.length,
    })`);
    expect(text).toContain('This is to certify that');
    expect(text).toContain('សុខ');
    expect(images).toBe(0);
    expect(links.filter((link) => /certificate\.(pdf|png|svg)|share/.test(link))).toEqual([]);
    expect(await page.evaluate('document.querySelector("[property=\'og:image\']")')).toBeNull();
    expect(await page.evaluate('document.body.innerText')).toMatch(/Khmer.{1,5} and .{0,2}Tibetan/);
  });

  it('says of a revoked certificate when that was, and shows nothing else of it', async () => {
    await openSample('en', 'revoked');
    const text = await page.evaluate<string>('document.querySelector("main").innerText');
    expect(text).toMatch(/^Revoked on \w+ \d+, \d{4}\n/);
    expect(text).toContain('It is no longer valid.');
    expect(await page.evaluate('document.querySelectorAll(".sheet, .actions, .card, dl").length')).toBe(0);
    expect(await page.title()).toMatch(/^Foundations of Data Science: Revoked on /);
    expect(await page.evaluate('document.links.length')).toBeGreaterThan(0);
  });

  it('keeps the order of a list that begins with a name from right to left', async () => {
    const name = 'جامعة الحكمة';
    const organization = { key: 'X', url: null, logo: null };
    await openSample('en', 'font missing', {
      organizations: [
        { ...organization, name },
        { ...organization, name: 'Test University' },
      ],
    });
    const places = await page.evaluate<number[][]>(
      `Array.from(document.querySelectorAll('dd, .card p'))
        .map((element) => document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode())
        .filter((text) => text?.data.includes('\u062c') && text.data.includes(' and '))
        .map((text) => ['\u062c', ' and '].map((words) => {
          const range = document.createRange();
          const start = text.data.indexOf(words);
          range.setStart(text, start);
          range.setEnd(text, start + words.length);
          return range.getBoundingClientRect().left;
        }))`,
    );
    expect(places.length).toBeGreaterThan(1);
    for (const [left, and] of places) expect(left).toBeLessThan(and!);
  });

  it('asks no other origin, and no script', async () => {
    const requests: string[] = [];
    const listener = (request: { url(): string }) => requests.push(request.url());
    page.on('request', listener);
    await open(pageOf(alice));
    await page.waitForLoadState('networkidle');
    page.off('request', listener);
    expect(requests.filter((url) => !url.startsWith(`${test.base}/credentials/`))).toEqual([]);
    expect(await page.evaluate('document.scripts.length')).toBe(0);
  });

  it.each(HOSTILE_NAMES)('keeps its elements and its width when the learner is called %j', async (name) => {
    const uuid = await award(test, 'hostile', 'Plain Name');
    await open(pageOf(uuid));
    const plain = await elements();
    await rename(test, 'hostile', name);
    for (const screen of [SCREENS.desktop, SCREENS.narrow]) {
      await page.setViewportSize(screen);
      await open(pageOf(uuid));
      expect(await elements()).toEqual(plain);
      expect(await overflowing()).toEqual([]);
    }
    await openSample('en', 'font missing', { fullName: name });
    expect(await overflowing()).toEqual([]);
  });

  const elements = () =>
    page.evaluate('Array.from(document.querySelectorAll("*"), (element) => element.tagName)');

  /** Elements whose text sticks out of the page, or out of their own box. */
  const overflowing = () =>
    page.evaluate(`[
      ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
      ...Array.from(document.querySelectorAll('main :is(p, h1, li, a, dd, td, th)'))
        .filter((element) => {
          const box = element.getBoundingClientRect();
          return box.width > 0 && (box.left < 0 || box.right > innerWidth || element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline');
        })
        .map((element) => element.outerHTML.slice(0, 200)),
    ]`);

  it.each(['A4', 'Letter'])(
    'prints on one landscape sheet of %s: the picture, and when it was valid',
    async (format) => {
      await open(pageOf(alice));
      expect(await pagesOf(format)).toBe(1);
      await page.emulateMedia({ media: 'print' });
      const shown = await page.evaluate<string>('document.body.innerText.trim()');
      expect(shown).toMatch(/^Valid as of .*\S$/);
      expect(shown).toContain(`${test.base}${pageOf(alice)}`);
    },
  );

  it.each(['A4', 'Letter'])('prints on one landscape sheet of %s where a font is missing', async (format) => {
    for (const name of ['សុខ', HOSTILE_NAMES[4], HOSTILE_NAMES[5]]) {
      await openSample('en', 'font missing', { fullName: name });
      expect(await pagesOf(format)).toBe(1);
    }
  });

  it('is told apart by name for a reader of the certificate in Arabic', async () => {
    await test.dataSource.query("update program_certificate set language = 'ar'");
    await open(pageOf(alice));
    await test.dataSource.query("update program_certificate set language = 'en'");
    expect(await page.evaluate('getComputedStyle(document.body).direction')).toBe('rtl');
    expect(await page.title()).toContain('Alice Łukasiewicz');
  });
});
