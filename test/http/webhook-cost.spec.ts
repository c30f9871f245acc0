import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { countStatements } from '../support/count-statements.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { WEBHOOKS } from '../support/webhook-stage.js';

const RUN = { course_run_key: MATHEMATICS.run, mode: 'verified' };

describe('webhooks that nobody has', () => {
  let test: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    other = await createTestApp({ databaseUrl: test.databaseUrl, env: { ROLE: 'api' } });
  });

  afterAll(async () => {
    await other.close();
    await test.close();
  });

  const rows = () => test.dataSource.query<{ subscriber: string }[]>('select subscriber from outbox');

  it('cost an award no row and no statement; the first one gets the next award, whichever process makes it', async () => {
    await issue(test, 'alice', RUN);
    const without = await countStatements(test.dataSource, () => issue(test, 'bob', RUN));
    expect(await rows()).toEqual([]);
    // The other process believes that nobody wants events.
    await issue(other, 'carol', RUN);
    await test.request
      .post(WEBHOOKS)
      .set('Authorization', test.as('admin'))
      .send({ url: 'https://hooks.example/', events: ['awarded'] })
      .expect(201);
    await issue(other, 'erin', RUN);
    expect(await rows()).toEqual([{ subscriber: 'webhooks.credentials' }]);
    const withOne = await countStatements(test.dataSource, () => issue(test, 'dave', RUN));
    expect(withOne - without).toBe(1);
  });
});
