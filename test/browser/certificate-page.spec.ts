import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findBrowser, startBrowser, type TestBrowser } from '../support/browser.js';
import { award, HOSTILE_NAMES, MATHEMATICS, pageOf, rename } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const path = findBrowser();
if (path === undefined) {
  process.stderr.write(
    'No Chromium was found: the certificate page is not tested in a browser. Set CHROMIUM_PATH.\n',
  );
}
const withBrowser = path === undefined ? describe.skip : describe;

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const LOGO = 'http://img.conformance.example/';
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><rect width="300" height="60"/></svg>';
/** A4 and Letter across in CSS pixels, less the margins of the print stylesheet. */
const SHEETS = [
  [1062, 733],
  [994, 755],
] as const;
const SCREENS = [
  { width: 1280, height: 900 },
  { width: 320, height: 640 },
];

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
    await page.route(`${LOGO}**`, (route) => route.fulfill({ contentType: 'image/svg+xml', body: SVG }));
  }, 60_000);

  beforeEach(async () => {
    await crowd(0, 0, '');
    await rename(test, 'alice', 'Alice Łukasiewicz');
    await test.dataSource.query("update program_certificate set language = 'en'");
    await page.emulateMedia({ media: null });
  });

  afterAll(async () => {
    await browser.close();
    await test.close();
  });

  const open = (address: string) => page.goto(`${test.base}${address}`, { waitUntil: 'load' });
  /** The page's policy forbids every script, but not the test's own. */
  const violations = async () => {
    const { violations: found } = await page.evaluate<{
      violations: { id: string; nodes: { html: string }[] }[];
    }>(
      `${await axeSource()}; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
    );
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  it.each(['en', 'es-419', 'fr', 'de', 'ar'])(
    'has nothing for axe to complain about, in %s',
    async (language) => {
      for (const screen of SCREENS) {
        await page.setViewportSize(screen);
        await open(`/credentials/example/?language=${language}`);
        expect(await violations()).toEqual([]);
      }
    },
  );

  it('has nothing for axe to complain about when there is no certificate', async () => {
    await open('/credentials/nothing/');
    expect(await violations()).toEqual([]);
  });

  it.each(SCREENS)(
    'stands its logos in the middle, however wide they are by themselves, on %j',
    async (screen) => {
      await page.setViewportSize(screen);
      await open(pageOf(alice));
      const [logo, paper] = await page.evaluate<number[]>(
        `['.organizations img', '.paper'].map((name) => {
        const { left, right } = document.querySelector(name).getBoundingClientRect();
        return (left + right) / 2;
      })`,
      );
      expect(Math.abs(logo! - paper!)).toBeLessThan(1);
    },
  );

  it('draws logos without a size of their own, and lets the name stand where there is no picture', async () => {
    const sizeOf = async (response: { status?: number; contentType?: string; body: string }) => {
      await page.unroute(`${LOGO}**`);
      await page.route(`${LOGO}**`, (route) => route.fulfill(response));
      await open(pageOf(alice));
      return page.evaluate<{ width: number; height: number; name: string }>(`(() => {
        const logo = document.querySelector('.organizations img');
        const { width, height } = logo.getBoundingClientRect();
        return { width, height, name: logo.alt };
      })()`);
    };
    const contentType = 'image/svg+xml';
    const drawn = await sizeOf({
      contentType,
      body: SVG.replace(/width="300" height="60"/, 'viewBox="0 0 300 60"'),
    });
    expect(Math.round(drawn.width / drawn.height)).toBe(5);
    expect(drawn.height).toBeGreaterThan(30);
    const broken = await sizeOf({ status: 404, body: '' });
    await sizeOf({ contentType, body: SVG });
    expect(broken.name).toBe('Test University');
    expect(Math.min(broken.width, broken.height)).toBeGreaterThan(30);
  });

  it('joins the corners of its frame to the frame', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await open(pageOf(alice));
    const places = await page.evaluate<number[]>(
      `Array.from(document.querySelectorAll('.corner'), (corner) => {
        const { left, top } = corner.getBoundingClientRect();
        const frame = corner.parentElement.getBoundingClientRect();
        return [left - frame.left, top - frame.top].map((place) => Math.abs(place - Math.round(place)));
      }).flat()`,
    );
    expect(Math.max(...places)).toBeLessThan(0.01);
  });

  it('keeps the order of a list that begins with a name from right to left', async () => {
    const rename = (name: string) =>
      test.dataSource.query("update organization set name = $1 where key = 'TestX'", [name]);
    await crowd(1, 0, '');
    await rename('جامعة الحكمة');
    await page.setViewportSize({ width: 1280, height: 900 });
    await open(pageOf(alice));
    const places = await page.evaluate<number[][]>(
      `['.signatories p:last-child', 'dd:has(bdi)'].flatMap((selector) => Array.from(document.querySelectorAll(selector)))
        .map((element) => document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode())
        .filter((text) => text.data.includes(' and '))
        .map((text) => ['ج', ' and '].map((words) => {
          const range = document.createRange();
          const start = text.data.indexOf(words);
          range.setStart(text, start);
          range.setEnd(text, start + words.length);
          return range.getBoundingClientRect().left;
        }))`,
    );
    await rename('Test University');
    expect(places.length).toBeGreaterThan(0);
    for (const [name, and] of places) expect(name).toBeLessThan(and!);
  });

  it('asks no other origin but those of its logos, and no script', async () => {
    const requests: string[] = [];
    const listener = (request: { url(): string }) => requests.push(request.url());
    page.on('request', listener);
    await open(pageOf(alice));
    await page.waitForLoadState('networkidle');
    page.off('request', listener);
    const others = requests.filter((url) => /^https?:/.test(url) && !url.startsWith(`${test.base}/`));
    expect(others).toEqual([`${LOGO}testx.png`]);
    expect(await page.evaluate('document.scripts.length')).toBe(0);
  });

  it.each(HOSTILE_NAMES)('keeps its elements and its width when the learner is called %j', async (name) => {
    const uuid = await award(test, 'hostile', 'Plain Name');
    await page.setViewportSize({ width: 320, height: 640 });
    await open(pageOf(uuid));
    const plain = await elements();
    await rename(test, 'hostile', name);
    for (const screen of SCREENS) {
      await page.setViewportSize(screen);
      await open(pageOf(uuid));
      expect(await elements()).toEqual(plain);
      expect(await overflowing()).toEqual([]);
    }
  });

  const elements = () =>
    page.evaluate('Array.from(document.querySelectorAll("*"), (element) => element.tagName)');

  /** Elements whose text sticks out of the page or of the certificate's paper. */
  const overflowing = () =>
    page.evaluate(`[
      ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
      ...Array.from(document.querySelectorAll('.paper :is(p, h1, li), .verify *'))
        .filter((element) => {
          const box = element.getBoundingClientRect();
          return box.width > 0 && (box.left < 0 || box.right > innerWidth || element.scrollWidth > element.clientWidth + 1);
        })
        .map((element) => element.outerHTML.slice(0, 200)),
    ]`);

  it.each(['A4', 'Letter'])('prints on one landscape sheet of %s, whatever the name', async (format) => {
    await open(pageOf(alice));
    for (const name of ['Alice Łukasiewicz', HOSTILE_NAMES[4], HOSTILE_NAMES[5]]) {
      await rename(test, 'alice', name);
      await open(pageOf(alice));
      const pdf = (await page.pdf({ format, landscape: true })).toString('latin1');
      expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    }
  });

  it.each([
    ['as it is', 0, 0, 'Alice Łukasiewicz', ''],
    ['with many words', 0, 3, HOSTILE_NAMES[5], 'A title of many words '.repeat(11).trim()],
    ['without a space', 2, 2, 'W'.repeat(200), 'W'.repeat(200)],
    ['with many institutions', 12, 4, 'Alice Łukasiewicz', ''],
    ['with all the signatories that there can be', 3, 19, HOSTILE_NAMES[5], 'A title '.repeat(30).trim()],
    ['in Chinese', 0, 2, '王'.repeat(200), '数学'.repeat(100)],
  ])(
    'keeps all of a certificate on the printed sheet, %s',
    async (_, institutions, signatories, name, title) => {
      await crowd(institutions, signatories, title);
      await rename(test, 'alice', name);
      await page.emulateMedia({ media: 'print' });
      for (const [width, height] of SHEETS) {
        await page.setViewportSize({ width, height });
        await open(pageOf(alice));
        const room = await page.evaluate<number[]>(`[
        document.querySelector('.paper').getBoundingClientRect().bottom - document.querySelector('.foot').getBoundingClientRect().bottom,
        document.querySelector('.foot').getBoundingClientRect().top - document.querySelector('.facts').getBoundingClientRect().bottom,
        document.querySelector('.statement').getBoundingClientRect().top - document.querySelector('.organizations').getBoundingClientRect().bottom,
      ]`);
        expect(Math.min(...room)).toBeGreaterThan(0);
      }
    },
  );

  /** Adds so many institutions and signatories with long names to the program, and gives it a title. */
  async function crowd(institutions: number, signatories: number, title: string): Promise<void> {
    const { program } = MATHEMATICS;
    const sql = (text: string, ...values: unknown[]) => test.dataSource.query(text, values);
    const certificate =
      '(select pc.id from program_certificate pc join program p on p.id = pc.program_id where p.uuid = $1)';
    await sql(
      `update program_certificate set title = $2, use_org_name = true where id = ${certificate}`,
      program,
      title,
    );
    await sql(
      `delete from signatory where program_certificate_id = ${certificate} and position > 0`,
      program,
    );
    await sql(
      `insert into signatory (program_certificate_id, position, name, title)
       select ${certificate}, n, 'Professor Maximiliane-Theodora of the Second House ' || n, 'Distinguished Dean of the Faculty of Applied Sciences'
         from generate_series(1, $2::int) n`,
      program,
      signatories,
    );
    await sql(`delete from program_authoring_organization where position >= 100`);
    await sql(
      `insert into organization (uuid, key, name)
       select gen_random_uuid(), 'Crowd' || n, 'The Royal and Ancient Institute for Advanced Studies in the Sciences of Place ' || n
         from generate_series(1, 12) n where not exists (select from organization where key = 'Crowd1')`,
    );
    await sql(
      `insert into program_authoring_organization (program_id, organization_id, position)
       select (select id from program where uuid = $1), organization.id, 100 + organization.id from organization where key like 'Crowd%' order by key limit $2`,
      program,
      institutions,
    );
  }

  it('is told apart by name, in its own language, for a reader of the certificate configured in Arabic', async () => {
    await test.dataSource.query(
      "update program_certificate set language = 'ar' where program_id = (select id from program where uuid = $1)",
      [MATHEMATICS.program],
    );
    await open(pageOf(alice));
    expect(await page.evaluate('getComputedStyle(document.body).direction')).toBe('rtl');
    expect(await page.title()).toContain('Alice Łukasiewicz');
    expect(await violations()).toEqual([]);
  });
});

async function axeSource(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(AXE, 'utf8');
}
