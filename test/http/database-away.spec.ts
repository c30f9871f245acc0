import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { award, pageOf } from '../support/certificates.js';
import { endConnections } from '../support/end-connections.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

describe('while the database cannot be reached', () => {
  let test: TestApp;
  let page: string;
  let comeBack: () => void;

  beforeAll(async () => {
    // A connection that the system does not refuse at once, as was seen on a very busy machine, is given up after half of it.
    test = await createTestApp({ world: true, env: { ROLE: 'api', REQUEST_TIMEOUT: '20' } });
    page = pageOf(await award(test, 'alice', 'Alice'));
    const { options } = (test.dataSource.driver as unknown as { master: Pool }).master;
    const { connectionString } = options;
    comeBack = () => (options.connectionString = connectionString);
    options.connectionString = 'postgres://nobody@127.0.0.1:1/none';
    await endConnections(test);
  });

  afterAll(async () => {
    comeBack();
    await test.close();
  });

  it.each(['', 'certificate.pdf', 'signatures/0'])(
    'people get a page at a certificate’s %s',
    async (rest) => {
      const { status, headers, text } = await test.request.get(`${page}${rest}`).set('Accept', 'text/html');
      expect([status, headers['retry-after']]).toEqual([503, '1']);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(text).toContain('Please try again in a few seconds.');
    },
  );

  it('programs are told so and to repeat the request', async () => {
    const { status, headers, body } = await test.request
      .get('/api/v2/credentials/?username=alice')
      .set('Authorization', test.as('root'));
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(body).toEqual({ detail: 'The database cannot be reached; repeat the request.' });
  });
});
