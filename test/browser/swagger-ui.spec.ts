import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findBrowser, startBrowser, type TestBrowser } from '../support/browser.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const path = findBrowser();
if (path === undefined)
  console.warn('No browser was found (CHROMIUM_PATH names one): Swagger UI is not tested.');

(path === undefined ? describe.skip : describe)('Swagger UI in a browser', () => {
  let test: TestApp;
  let browser: TestBrowser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    test = await createTestApp({ world: true });
    browser = await startBrowser(path!);
    page = await browser.context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await test.close();
  });

  it('authorizes with a token, and Try it out issues a credential', async () => {
    await page.goto(`${test.base}/api-docs/`);
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const dialog = page.locator('.modal-ux');
    await dialog.locator('input[type=text], input[type=password]').first().fill(test.as('root'));
    await dialog.locator('button.authorize').first().click();
    await dialog.getByRole('button', { name: 'Close' }).first().click();

    const operation = page.locator('#operations-Credentials-Credentials_issue');
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.locator('textarea').fill(
      JSON.stringify({
        username: 'from_a_browser',
        credential: { program_uuid: '0e000000-0000-4000-8000-000000000001' },
      }),
    );
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table .response').first();
    await answer.waitFor();
    expect(await answer.locator('.response-col_status').innerText()).toContain('201');
    expect(await answer.locator('.response-col_description').innerText()).toContain('from_a_browser');
  }, 60_000);

  it('shows without a complaint of the browser', () => {
    expect(complaints).toEqual([]);
  });
});
