import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Env } from '../../src/config/index.js';
import { setStatus as setStatusOf } from './certificates.js';
import { createTestApp, type TestApp } from './test-app.js';
import { WebhookReceiver } from './webhook-receiver.js';

export const WEBHOOKS = '/api/v2/admin/webhooks/';

export interface MadeWebhook {
  uuid: string;
  secret: string;
  state: string;
  enabled: boolean;
}

export interface WebhookDeliveryItem {
  id: number;
  event_id: string;
  event: string;
  state: string;
  attempts: number;
  outcome: string | null;
  status: number | null;
  last_error: string | null;
  replays: number;
}

type Method = 'get' | 'post' | 'patch' | 'delete';

/**
 * An application that delivers, and a receiver on loopback, which it is allowed to reach. Before each test there is no webhook,
 * and nothing was issued.
 */
export function useWebhookStage(env: Env = {}) {
  let test: TestApp;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    const allowed = { WEBHOOK_ALLOW_HTTP: 'true', WEBHOOK_ALLOWED_TARGETS: '127.0.0.1' };
    test = await createTestApp({
      world: true,
      env: { OUTBOX_POLL: '1', OUTBOX_RETRY_BASE: '3600', ...allowed, ...env },
    });
  });

  afterAll(async () => {
    await test.close();
    await receiver.stop();
  });

  const sql = <Row = unknown>(text: string, ...values: unknown[]) =>
    test.dataSource.query<Row[]>(text, values);

  beforeEach(async () => {
    // Else what hangs would be waited for.
    receiver.behaveWell();
    await until(async () => {
      const [row] = await sql<{ busy: boolean }>(
        `select exists (select from outbox where state = 'leased') as busy`,
      );
      return row!.busy ? undefined : true;
    });
    receiver.reset();
    await sql('delete from webhook');
    await sql('truncate outbox, user_credential, pathway_notification, user_credit_pathway cascade');
  });

  const call = (method: Method, path = '', body?: object, caller = 'admin') => {
    const request = test.request[method](`${WEBHOOKS}${path}`).set('Authorization', test.as(caller));
    return body === undefined ? request : request.send(body);
  };

  /** A webhook of a path of the receiver, by default for all events of credentials. */
  const make = async (path: string, body: object = {}): Promise<MadeWebhook> => {
    const events = ['awarded', 'revoked', 'changed'];
    const made = { url: receiver.url(path), events, ...body };
    return (await call('post', '', made).expect(201)).body as MadeWebhook;
  };

  /** The deliveries to a webhook, the latest first. */
  const deliveries = async ({ uuid }: { uuid: string }, query = ''): Promise<WebhookDeliveryItem[]> =>
    (
      (await call('get', `${uuid}/deliveries/${query}`).expect(200)).body as {
        results: WebhookDeliveryItem[];
      }
    ).results;

  const setStatus = (uuid: string, status: string) => setStatusOf(test, uuid, status);

  /** Waits until so many requests have come to a path. */
  const arrived = (path: string, count = 1) =>
    until(() => {
      const all = receiver.at(path);
      return Promise.resolve(all.length >= count ? all : undefined);
    });

  /** Waits until the latest delivery to a webhook is as expected. */
  const settled = (webhook: { uuid: string }, expected: (item: WebhookDeliveryItem) => boolean) =>
    until(async () => {
      const [item] = await deliveries(webhook);
      return item !== undefined && expected(item) ? item : undefined;
    });

  /** Makes failed attempts due now. */
  const hurry = () => sql(`update outbox set run_at = now() where state = 'ready'`);

  return {
    get test() {
      return test;
    },
    get receiver() {
      return receiver;
    },
    sql,
    call,
    make,
    deliveries,
    setStatus,
    arrived,
    settled,
    hurry,
  };
}

/** Asks until there is an answer. The time limit of the test ends it. */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(20);
  }
}
