import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

describe('the documentation at /api-docs/', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp();
  });

  afterAll(() => test.close());

  it('serves every file that its page names', async () => {
    const page = await test.request.get('/api-docs/').expect(200);
    const files = [...page.text.matchAll(/(?:href|src)="\.\/([^"]+)"/g)].map(([, name]) => name);
    expect(files).toContain('swagger-ui-bundle.js');
    for (const name of files) {
      const { headers } = await test.request.get(`/api-docs/${name}`).expect(200);
      expect(headers['content-security-policy']).toContain("connect-src 'self'");
    }
  });

  it.each(['openapi.json', 'openapi.yaml'])(
    'serves %s, and only once to a caller that keeps it',
    async (name) => {
      const { text, headers } = await test.request.get(`/api-docs/${name}`).expect(200);
      expect(text).toMatch(/^(\{"openapi":"|openapi: )3\.1\.0/m);
      await test.request.get(`/api-docs/${name}`).set('If-None-Match', headers.etag!).expect(304);
    },
  );

  it('finds its page without the slash at the end, too', async () => {
    const { headers } = await test.request.get('/api-docs?a=b').expect(302);
    expect(headers.location).toBe('./api-docs/');
  });

  it.each(['package.json', 'p%61ckage.json', 'README.md', 'swagger-ui.js.map', 'swagger-initializer.js'])(
    'keeps %s, which the page does not need, to itself',
    async (name) => {
      const { body } = await test.request.get(`/api-docs/${name}`).expect(404);
      expect(body).toEqual({ detail: 'Not found.' });
      await test.request.get(`/%61pi-docs/${name}`).expect(404);
    },
  );
});
