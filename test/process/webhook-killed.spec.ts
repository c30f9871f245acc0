import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { startService } from '../support/service-process.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { verifyWebhook, WebhookReceiver } from '../support/webhook-receiver.js';
import { type MadeWebhook, until, WEBHOOKS } from '../support/webhook-stage.js';
import { TOKEN_SETTINGS } from '../support/tokens.js';

describe('a worker that is killed while a webhook has its request', () => {
  let test: TestApp;
  let receiver: WebhookReceiver;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credentials-webhook-'));
    receiver = await WebhookReceiver.start();
    const allowed = { WEBHOOK_ALLOW_HTTP: 'true', WEBHOOK_ALLOWED_TARGETS: '127.0.0.1' };
    test = await createTestApp({ world: true, env: { ROLE: 'api', ...allowed } });
  });

  afterAll(async () => {
    await test.close();
    await receiver.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function startWorker() {
    const port = await freePort();
    return startService({
      ...TOKEN_SETTINGS,
      PORT: String(port),
      PUBLIC_URL: test.base,
      DATABASE_URL: test.databaseUrl,
      DATA_DIR: folder,
      ROLE: 'worker',
      OUTBOX_LEASE: '1',
      OUTBOX_POLL: '1',
      WEBHOOK_ALLOW_HTTP: 'true',
      WEBHOOK_ALLOWED_TARGETS: '127.0.0.1',
      LOG_LEVEL: 'error',
    });
  }

  it('is replaced by another, and the event comes again under its id', async () => {
    receiver.behave('/a', 'hang');
    const { body } = await test.request
      .post(WEBHOOKS)
      .set('Authorization', test.as('admin'))
      .send({ url: receiver.url('/a'), events: ['awarded'] })
      .expect(201);
    const { secret } = body as MadeWebhook;
    const first = await startWorker();
    await issue(test, 'alice', { course_run_key: MATHEMATICS.run, mode: 'verified' });
    const arrived = (count: number) =>
      until(() => Promise.resolve(receiver.at('/a').length >= count ? receiver.at('/a') : undefined));
    await arrived(1);
    first.process.kill('SIGKILL');
    await first.ended;
    receiver.behave('/a', 204);
    const second = await startWorker();
    try {
      const [once, again] = await arrived(2);
      expect(again!.event).toEqual(once!.event);
      expect(verifyWebhook(secret, again!)).toEqual(again!.event);
      await until(async () => {
        const open = await test.dataSource.query<object[]>(`select from outbox where state <> 'done'`);
        return open.length === 0 ? true : undefined;
      });
    } finally {
      second.process.kill('SIGTERM');
      await second.ended;
    }
  });
});
