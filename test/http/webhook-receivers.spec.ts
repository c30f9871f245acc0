import { createServer as createTlsServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { HostNames } from '../../src/webhooks/delivery/host-names.js';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { SELF_SIGNED } from '../support/self-signed.js';
import { type ReceiverBehaviour, verifyWebhook, WebhookReceiver } from '../support/webhook-receiver.js';
import { until, useWebhookStage, type WebhookDeliveryItem } from '../support/webhook-stage.js';

const RUN = { course_run_key: MATHEMATICS.run, mode: 'verified' };

/** The stage allows 127.0.0.1 and no other address of loopback. */
const REFUSED = '127.0.0.2';

/** The outbox has written the end of the attempt, too. */
const failed = ({ outcome, last_error: reason }: WebhookDeliveryItem) => outcome !== null && reason !== null;

/** It works the second time. */
async function expectAnotherTrial(
  { receiver, test, make, arrived, settled, hurry }: ReturnType<typeof useWebhookStage>,
  behaviour: ReceiverBehaviour,
  expected: object,
): Promise<void> {
  const webhook = await make('/bad');
  receiver.behave('/bad', behaviour);
  await issue(test, 'alice', RUN);
  expect(await settled(webhook, failed)).toMatchObject({ ...expected, attempts: 1 });
  await until(() => Promise.resolve(receiver.open === 0 || undefined));
  receiver.behave('/bad', 200);
  await hurry();
  const [first, second] = await arrived('/bad', 2);
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  const item = await settled(webhook, ({ attempts, state }) => attempts > 1 && state !== 'pending');
  expect(item).toMatchObject({ state: 'done', attempts: 2, status: 200 });
}

describe('a webhook whose receiver takes too long', () => {
  // A second is too short for receivers that are to answer, on a busy machine.
  const stage = useWebhookStage({ WEBHOOK_TIMEOUT: '1' });
  const TOO_LONG = { outcome: 'timeout', status: null, last_error: 'no whole answer came within 1 s' };

  it.each<[string, ReceiverBehaviour]>([
    ['hangs', 'hang'],
    ['drips', 'drip'],
    ['answers after the limit', { status: 200, afterMs: 1500 }],
  ])('since it %s, is broken off, and the list says so', async (_, behaviour) => {
    const webhook = await stage.make('/slow');
    stage.receiver.behave('/slow', behaviour);
    await issue(stage.test, 'alice', RUN);
    expect(await stage.settled(webhook, failed)).toMatchObject({ ...TOO_LONG, attempts: 1 });
    await until(() => Promise.resolve(stage.receiver.open === 0 || undefined));
    const { text } = await stage.test.request.get('/metrics').expect(200);
    expect(text).toMatch(/^webhook_requests_total\{outcome="timeout"\} [1-9]/m);
  });
});

describe('a webhook whose receiver misbehaves', () => {
  const stage = useWebhookStage();
  const { make, arrived, settled, deliveries, sql, call } = stage;
  /** Nobody may ever get here. */
  let inner: WebhookReceiver;
  let tls: Server;

  beforeAll(async () => {
    inner = await WebhookReceiver.start();
    tls = createTlsServer(SELF_SIGNED, (_, response) => response.writeHead(204).end());
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await inner.stop();
    await new Promise((resolve) => tls.close(resolve));
  });

  const portOf = (server: Server) => (server.address() as AddressInfo).port;

  it.each<[string, ReceiverBehaviour, object]>([
    ['fails', 500, { outcome: 'answered', status: 500, last_error: 'the receiver answered 500' }],
    ['refuses', 403, { outcome: 'answered', status: 403, last_error: 'the receiver answered 403' }],
    [
      'changes over to another protocol',
      'upgrade',
      { outcome: 'answered', status: 101, last_error: 'the receiver answered 101' },
    ],
    [
      'closes at once',
      'close',
      { outcome: 'no answer', status: null, last_error: 'no answer came (ECONNRESET)' },
    ],
    ['breaks off', 'cut', { outcome: 'no answer', status: null, last_error: 'no answer came (ECONNRESET)' }],
    [
      'sends headers without end',
      'headers',
      { outcome: 'no answer', status: null, last_error: 'no answer came (HPE_HEADER_OVERFLOW)' },
    ],
  ])('that %s is tried again later, and says so in the list', (_, behaviour, expected) =>
    expectAnotherTrial(stage, behaviour, expected),
  );

  it('that answers more than anybody reads is cut off, and its status counts', async () => {
    const webhook = await make('/huge');
    stage.receiver.behave('/huge', 'huge');
    await issue(stage.test, 'alice', RUN);
    await settled(webhook, ({ state, status }) => state === 'done' && status === 200);
    await until(() => Promise.resolve(stage.receiver.open === 0 || undefined));
    // The rest is in the buffers of the two sockets.
    expect(stage.receiver.written).toBeLessThan(8 * 1024 * 1024);
  });

  it('that redirects is not followed, least of all to a private address', async () => {
    const webhook = await make('/redirect');
    stage.receiver.behave('/redirect', { redirect: inner.url('/inner') });
    await issue(stage.test, 'alice', RUN);
    expect(await settled(webhook, failed)).toMatchObject({
      status: 307,
      last_error: 'the receiver redirects (307), which is refused',
    });
    expect(inner.received).toEqual([]);
  });

  it('that shows a certificate of nobody, or speaks no TLS, gets nothing', async () => {
    const silent = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('220 mail\r\n'),
    );
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const webhooks = [
      await make('', { url: `https://127.0.0.1:${portOf(tls)}/` }),
      await make('', { url: `https://127.0.0.1:${portOf(silent)}/` }),
    ];
    await issue(stage.test, 'alice', RUN);
    for (const webhook of webhooks) {
      const item = await settled(webhook, failed);
      expect(item).toMatchObject({ outcome: 'tls', status: null });
      expect(item.last_error).toMatch(/^no trusted connection \(/);
    }
    await new Promise((resolve) => silent.close(resolve));
  });

  it('that is not there, or whose name has no address, is tried again', async () => {
    const port = await freePort();
    const gone = await make('', { url: `http://127.0.0.1:${port}/` });
    const unknown = await make('', { url: 'https://no-such-host.invalid/' });
    await issue(stage.test, 'alice', RUN);
    expect(await settled(gone, failed)).toMatchObject({
      outcome: 'no answer',
      last_error: 'no answer came (ECONNREFUSED)',
    });
    expect(await settled(unknown, failed)).toMatchObject({
      outcome: 'unknown host',
      last_error: 'the name of the host has no address',
    });
  });

  it('whose name stands for a private address, also beside a public one, gets nothing', async () => {
    const names = stage.test.app.get(HostNames, { strict: false });
    const { resolve } = names;
    const addresses: Record<string, string[]> = {
      'private.example': [REFUSED],
      'mixed.example': ['93.184.216.34', REFUSED],
      'mapped.example': ['::ffff:127.0.0.2'],
    };
    names.resolve = (host) =>
      Promise.resolve(
        addresses[host]!.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    try {
      const webhooks = [];
      for (const host of Object.keys(addresses))
        webhooks.push(await make('', { url: `http://${host}:${inner.port}/inner` }));
      await issue(stage.test, 'alice', RUN);
      for (const webhook of webhooks) {
        expect(await settled(webhook, failed)).toMatchObject({
          outcome: 'refused',
          last_error: 'the address is refused: its host is in a range that is not allowed',
        });
      }
      expect(inner.received).toEqual([]);
    } finally {
      names.resolve = resolve;
    }
  });

  it('whose name stands for another address a moment later is asked where its name first led', async () => {
    const names = stage.test.app.get(HostNames, { strict: false });
    const { resolve } = names;
    let questions = 0;
    names.resolve = () => {
      questions += 1;
      return Promise.resolve([{ address: questions === 1 ? '127.0.0.1' : REFUSED, family: 4 }]);
    };
    try {
      const webhook = await make('', { url: `http://rebind.example:${stage.receiver.port}/rebind` });
      await issue(stage.test, 'alice', RUN);
      const [request] = await arrived('/rebind');
      expect(request!.headers.host).toBe(`rebind.example:${stage.receiver.port}`);
      expect(verifyWebhook(webhook.secret, request!)).toBeDefined();
      await settled(webhook, ({ state }) => state === 'done');
      expect(questions).toBe(1);
      await issue(stage.test, 'bob', RUN);
      await settled(webhook, ({ outcome, last_error: reason }) => outcome === 'refused' && reason !== null);
      expect(stage.receiver.at('/rebind')).toHaveLength(1);
    } finally {
      names.resolve = resolve;
    }
  });

  it('that is gone by 410 is disabled at once, with a mail to its contact', async () => {
    const webhook = await make('/gone', {
      contact_email: 'hooks@riverside.example',
      description: 'Registrar',
    });
    stage.receiver.behave('/gone', 410);
    const warn = jest.spyOn(Logger.prototype, 'warn');
    await issue(stage.test, 'alice', RUN);
    await until(async () => {
      const { body } = await call('get', `${webhook.uuid}/`).expect(200);
      return (body as { enabled: boolean }).enabled ? undefined : body;
    });
    expect((await call('get', `${webhook.uuid}/`)).body).toMatchObject({
      state: 'disabled',
      disabled_because: 'gone',
    });
    expect(await settled(webhook, ({ state }) => state === 'failed')).toMatchObject({
      status: 410,
      last_error: 'the receiver is gone: it answered 410',
    });
    await until(async () => {
      const rows = await sql(`select from outbox where topic = 'webhook.disabled' and state = 'done'`);
      return rows.length === 1 ? true : undefined;
    });
    // By the name that lists and addresses have.
    expect(warn).toHaveBeenCalledWith(expect.objectContaining({ webhook: webhook.uuid, because: 'gone' }));
    warn.mockRestore();
    // Events meanwhile are not kept for it.
    await issue(stage.test, 'bob', RUN);
    expect(await deliveries(webhook)).toHaveLength(1);
  });

  it('that only fails for days is disabled, keeps what was under way, and goes on when it is enabled', async () => {
    const webhook = await make('/days', { contact_email: 'hooks@riverside.example' });
    stage.receiver.behave('/days', 500);
    const credential = await issue(stage.test, 'alice', RUN);
    await settled(webhook, failed);
    expect((await call('get', `${webhook.uuid}/`)).body).toMatchObject({ state: 'failing', enabled: true });
    await sql(`update webhook_health set failing_since = now() - interval '5 days 1 second'`);
    await stage.hurry();
    await settled(webhook, ({ state }) => state === 'waiting');
    expect((await call('get', `${webhook.uuid}/`)).body).toMatchObject({
      state: 'disabled',
      disabled_because: 'failures',
    });
    await stage.setStatus(credential, 'revoked');
    // A test tells whether it would help to enable it.
    stage.receiver.behave('/days', 200);
    await call('post', `${webhook.uuid}/test/`).expect(201);
    const asked = await arrived('/days', 3);
    expect(asked[2]!.event.type).toBe('org.openedx.credentials.webhook.test.v1');
    await call('patch', `${webhook.uuid}/`, { enabled: true }).expect(200);
    const all = await arrived('/days', 4);
    expect(all[3]!.event).toEqual(all[0]!.event);
    expect((await call('get', `${webhook.uuid}/`)).body).toMatchObject({
      state: 'active',
      disabled_because: null,
    });
  });

  it('holds up no other, nor mails, though all its requests hang', async () => {
    const webhook = await make('/hang');
    const others = [];
    for (const path of ['/one', '/two', '/three']) others.push(await make(path));
    stage.receiver.behave('/hang', 'hang');
    const usernames = Array.from({ length: 40 }, (_, number) => `hung_learner_${number}`);
    await stage.test.request
      .post('/api/v2/credentials/bulk/')
      .set('Authorization', stage.test.as('root'))
      .send({ items: usernames.map((username) => ({ username, credential: RUN })) })
      .expect(200);
    for (const path of ['/one', '/two', '/three']) await arrived(path, usernames.length);
    const hung = await deliveries(webhook, '?page_size=100');
    // 40 requests of ten seconds each, five at a time and then one by one, take longer than the others need.
    expect(hung.filter(({ outcome }) => outcome === null).length).toBeGreaterThan(0);
    expect(hung.every(({ state }) => state === 'pending')).toBe(true);
    for (const other of others) expect(await deliveries(other, '?state=failed')).toEqual([]);
  });

  it('leaves figures: requests by how they ended, and the states of webhooks', async () => {
    const webhooks = [await make('/fine'), await make('/figure')];
    stage.receiver.behave('/figure', 500);
    await issue(stage.test, 'alice', RUN);
    await settled(webhooks[0]!, ({ state }) => state === 'done');
    await settled(webhooks[1]!, failed);
    const { text } = await stage.test.request.get('/metrics').expect(200);
    for (const outcome of ['2xx', '5xx'])
      expect(text).toMatch(new RegExp(`^webhook_requests_total\\{outcome="${outcome}"\\} [1-9]`, 'm'));
    expect(text).toMatch(/^webhooks\{state="active"\} 1$/m);
    expect(text).toMatch(/^webhooks\{state="failing"\} 1$/m);
    expect(text).toMatch(/subscriber="webhooks\.send",outcome="retry"\} [1-9]/);
    expect(text).not.toContain('webhooks.send:');
  });
});
