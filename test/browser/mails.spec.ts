import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { SAMPLE_DATA } from '../../src/completion-mail/templates/mail-data.js';
import { renderParts } from '../../src/completion-mail/templates/render-parts.js';
import { renderCreditRequest } from '../../src/credit-pathways/mail/credit-request-mail.js';
import { LANGUAGES } from '../../src/platform/languages/index.js';
import type { MailBrand, RenderedMail } from '../../src/platform/mail/index.js';
import { findBrowser, startBrowser, type TestBrowser } from '../support/browser.js';

const path = findBrowser();
const withBrowser = path === undefined ? describe.skip : describe;

const PUBLIC_URL = 'https://credentials.a-rather-long-name.of-an-institution.example';
const BRAND: MailBrand = {
  name: 'Open Learning Commons',
  address: `${PUBLIC_URL}/`,
  primary: '#1c2d50',
  accent: '#a67c2e',
  logo: { address: `${PUBLIC_URL}/credentials/assets/logo.png`, width: 240, height: 48 },
};
const EXAMPLE = new URL('../../docs/examples/completion-mail.json', import.meta.url);

withBrowser('the mails on a phone', () => {
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser(path ?? '');
    page = await browser.context.newPage();
    await page.setViewportSize({ width: 320, height: 640 });
  }, 60_000);

  afterAll(() => browser.close());

  const widthOf = async ({ html }: RenderedMail) => {
    await page.setContent(html);
    return page.evaluate<number>('document.documentElement.scrollWidth');
  };

  const requestFrom = (learnerName: string, language: string) =>
    renderCreditRequest(
      {
        kind: 'first',
        completed: false,
        learnerName,
        username: 'ines',
        programTitle: 'Statistics and Data Science',
        pathwayName: 'Master of Statistics',
        platformName: 'Open Learning Commons',
        recordUuid: '5c4e0000-0000-4000-8000-000000000001',
        language,
        mayReply: true,
      },
      { publicUrl: PUBLIC_URL, brand: BRAND },
    );

  it.each(['Inês Vasconcelos-Lindgren', 'W'.repeat(200)])(
    'need no scrolling sideways when the learner is called %s',
    async (learnerName) => {
      for (const language of LANGUAGES) expect(await widthOf(requestFrom(learnerName, language))).toBe(320);
      const template = JSON.parse(await readFile(EXAMPLE, 'utf8')) as RenderedMail;
      const certificate = `${PUBLIC_URL}/credentials/0b1f8a6c4d3e4f5a9b8c7d6e5f4a3b2c/`;
      const data = { ...SAMPLE_DATA, learner_name: learnerName, certificate_url: certificate };
      expect(await widthOf(renderParts(template, data, { brand: BRAND, hasLanguage: true }))).toBe(320);
    },
  );

  it.each(['light', 'dark'] as const)('can be read when the colours are %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setContent(requestFrom('Ines', 'ar').html);
    const contrasts = await page.evaluate<[words: string, contrast: number][]>(CONTRASTS);
    expect(contrasts.length).toBeGreaterThan(10);
    expect(contrasts.filter(([, contrast]) => contrast < 4.5)).toEqual([]);
  });
});

/** Each text with its contrast to the background behind it. */
const CONTRASTS = `(() => {
  const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = rgb(color).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((rgb(color)[3] ?? 1) > 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const words = [...document.body.querySelectorAll('*')].filter(
    (element) =>
      element.tagName === 'IMG' ||
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== ''),
  );
  return words.map((element) => {
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))].sort((x, y) => y - x);
    return [element.textContent.trim() || element.alt, (a + 0.05) / (b + 0.05)];
  });
})()`;
