import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { SAMPLE_DATA } from '../../src/completion-mail/templates/mail-data.js';
import { renderParts } from '../../src/completion-mail/templates/render-parts.js';
import { renderCreditRequest } from '../../src/credit-pathways/mail/credit-request-mail.js';
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
  logo: { address: `${PUBLIC_URL}/credentials/assets/logo.png`, width: 800, height: 90 },
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

  it.each(['Inês Vasconcelos-Lindgren', 'W'.repeat(200)])(
    'need no scrolling sideways when the learner is called %s',
    async (learnerName) => {
      const request = renderCreditRequest(
        {
          kind: 'first',
          completed: false,
          learnerName,
          username: 'ines',
          programTitle: 'Statistics and Data Science',
          pathwayName: 'Master of Statistics',
          platformName: 'Open Learning Commons',
          recordUuid: '5c4e0000-0000-4000-8000-000000000001',
          language: 'en',
          mayReply: true,
        },
        { publicUrl: PUBLIC_URL, brand: BRAND },
      );
      expect(await widthOf(request)).toBe(320);
      const template = JSON.parse(await readFile(EXAMPLE, 'utf8')) as RenderedMail;
      const certificate = `${PUBLIC_URL}/credentials/0b1f8a6c4d3e4f5a9b8c7d6e5f4a3b2c/`;
      const data = { ...SAMPLE_DATA, learner_name: learnerName, certificate_url: certificate };
      expect(await widthOf(renderParts(template, data, { brand: BRAND, hasLanguage: true }))).toBe(320);
    },
  );
});
