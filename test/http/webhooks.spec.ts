import { describe, expect, it } from '@jest/globals';
import { CARPENTRY, issue, MATHEMATICS } from '../support/certificates.js';
import { verifyWebhook } from '../support/webhook-receiver.js';
import { type MadeWebhook, until, useWebhookStage } from '../support/webhook-stage.js';

const UNKNOWN = '0e000000-0000-4000-8000-0000000000ff';
const PROGRAM = { program_uuid: MATHEMATICS.program };
const RUN = { course_run_key: MATHEMATICS.run, mode: 'verified' };

describe('webhooks', () => {
  const stage = useWebhookStage();
  const { call, make, deliveries, arrived, settled, setStatus, sql } = stage;

  it('are told of an award by a signed CloudEvent that names no person', async () => {
    const { secret, uuid } = await make('/a');
    const credential = await issue(stage.test, 'alice', PROGRAM);
    const [request] = await arrived('/a');
    const { event, headers } = request!;
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(event).toEqual({
      specversion: '1.0',
      id: headers['webhook-id'],
      source: stage.test.base,
      type: 'org.openedx.credentials.credential.awarded.v1',
      subject: credential,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/) as unknown,
      datacontenttype: 'application/json',
      data: {
        credential_uuid: credential,
        status: 'awarded',
        program_uuid: MATHEMATICS.program,
        course_run_key: null,
        url: `${stage.test.base}/api/v2/credentials/${credential}/`,
      },
    });
    expect(verifyWebhook(secret, request!)).toEqual(event);
    expect(() => verifyWebhook(secret, { ...request!, text: `${request!.text} ` })).toThrow();
    expect(await settled({ uuid }, ({ state }) => state === 'done')).toMatchObject({
      event_id: event.id,
      event: 'awarded',
      outcome: 'answered',
      status: 204,
      attempts: 1,
      last_error: null,
    });
  });

  it('name the learner only where staff have switched it on', async () => {
    await make('/a', { include_learner: true });
    await issue(stage.test, 'alice', PROGRAM);
    const [request] = await arrived('/a');
    expect(request!.event.data).toMatchObject({ learner: { username: 'alice', lms_user_id: 101 } });
  });

  it('get the events of a credential in their order, each with its own fact', async () => {
    stage.receiver.behave('/slow', { status: 200, afterMs: 60 });
    await make('/slow');
    const credential = await issue(stage.test, 'alice', RUN);
    const statuses = ['awarded'];
    for (let round = 0; round < 4; round += 1) {
      for (const status of ['revoked', 'awarded']) {
        await setStatus(credential, status);
        statuses.push(status);
      }
    }
    const all = await arrived('/slow', statuses.length);
    expect(all.map(({ event }) => event.data.status)).toEqual(statuses);
    expect(new Set(all.map(({ event }) => event.id)).size).toBe(statuses.length);
  });

  it('say revoked of a revocation even when the credential was awarded again before it goes', async () => {
    const webhook = await make('/a', { events: ['revoked'] });
    stage.receiver.behave('/a', 500);
    const credential = await issue(stage.test, 'alice', PROGRAM);
    await setStatus(credential, 'revoked');
    await settled(webhook, ({ attempts, outcome }) => attempts === 1 && outcome !== null);
    await setStatus(credential, 'awarded');
    stage.receiver.behave('/a', 200);
    await stage.hurry();
    const [first, second] = await arrived('/a', 2);
    expect(second!.event).toEqual(first!.event);
    expect(second!.event.data.status).toBe('revoked');
  });

  it('are told of another date and of attributes, once for what differs', async () => {
    await make('/a', { events: ['changed'] });
    const override = { date_override: { date: '2026-02-03T00:00:00Z' } };
    const credential = await issue(stage.test, 'alice', RUN, override);
    await issue(stage.test, 'alice', RUN, override);
    const attributes = [{ name: 'whitelist_reason', value: 'Exam passed on paper.' }];
    await issue(stage.test, 'alice', RUN, { attributes });
    const items = [
      { username: 'alice', credential: RUN, attributes, ...override },
      { username: 'bob', credential: RUN },
    ];
    await stage.test.request
      .post('/api/v2/credentials/bulk/')
      .set('Authorization', stage.test.as('root'))
      .send({ items })
      .expect(200);
    const all = await arrived('/a', 2);
    await until(async () =>
      (await sql<object>(`select from outbox where state = 'ready'`)).length === 0 ? true : undefined,
    );
    expect(all.map(({ event }) => [event.data.changes, event.subject])).toEqual([
      [['date_override', 'attributes'], credential],
      [['date_override'], credential],
    ]);
  });

  it('get only what their filters let through: programs with their runs, organizations', async () => {
    const [mathematics, carpentry] = [MATHEMATICS, CARPENTRY].map(({ program }) => program);
    await make('/program', { programs: [mathematics] });
    const [organization] = await sql<{ key: string }>(
      `select o.key from course_run r join course_owner w on w.course_id = r.course_id
         join organization o on o.id = w.organization_id where r.key = $1`,
      CARPENTRY.run,
    );
    await make('/organization', { organizations: [organization!.key] });
    await make('/all');
    const made = [
      await issue(stage.test, 'alice', PROGRAM),
      await issue(stage.test, 'alice', RUN),
      await issue(stage.test, 'alice', { program_uuid: carpentry }),
      await issue(stage.test, 'alice', { course_run_key: CARPENTRY.run, mode: 'verified' }),
    ];
    await arrived('/all', 4);
    await arrived('/program', 2);
    const subjects = (path: string) => stage.receiver.at(path).map(({ event }) => event.subject);
    expect(new Set(subjects('/program'))).toEqual(new Set(made.slice(0, 2)));
    await until(() => Promise.resolve(subjects('/organization').includes(made[3]!) || undefined));
    expect(subjects('/organization')).not.toContain(made[0]);
    expect(subjects('/organization')).not.toContain(made[1]);
  });

  it('are told of a record that goes to a pathway', async () => {
    const sent = await make('/sent', { events: ['record_sent'] });
    await issue(stage.test, 'alice', RUN);
    await stage.test.request
      .post(`/records/programs/${MATHEMATICS.program.replaceAll('-', '')}/send`)
      .set('Authorization', stage.test.as('root'))
      .send({ username: 'alice', pathway_id: 1 })
      .expect(200);
    const [request] = await arrived('/sent');
    expect(request!.event).toMatchObject({
      type: 'org.openedx.credentials.record.sent.v1',
      subject: 'pathway/1',
      data: { pathway_id: 1, kind: 'first', program_uuid: MATHEMATICS.program },
    });
    expect(verifyWebhook(sent.secret, request!)).toBeDefined();
  });

  it('that want failures are told of each delivery that is given up, and never of their own', async () => {
    const failures = await make('/failures', { events: ['delivery_failed'] });
    const broken = await make('/broken', { events: ['awarded', 'delivery_failed'] });
    stage.receiver.behave('/broken', 410);
    await issue(stage.test, 'alice', PROGRAM);
    const [request] = await arrived('/failures');
    expect(request!.event).toMatchObject({
      type: 'org.openedx.credentials.delivery.failed.v1',
      data: {
        topic: 'webhook.delivery',
        subscriber: `webhooks.send:${broken.uuid}`,
        last_error: 'the receiver is gone: it answered 410',
      },
    });
    // Now the news itself dies: that is no news.
    stage.receiver.behave('/failures', 500);
    await sql(`update outbox set max_attempts = 1 where topic = 'webhook.delivery' and state = 'ready'`);
    await sql(
      `insert into outbox (topic, subscriber, dedupe_key, payload, state, attempts, max_attempts, lease_owner, lease_until)
       values ('old', 'old.mail', 'old:1', '{}', 'leased', 1, 12, gen_random_uuid(), now() + interval '1 hour')`,
    );
    await sql(
      `update outbox set state = 'dead', done_at = now(), lease_owner = null, lease_until = null, last_error = 'no'
        where subscriber = 'old.mail'`,
    );
    await arrived('/failures', 2);
    const newest = await settled(failures, ({ outcome }) => outcome !== null);
    await sql(`update outbox set state = 'dead', done_at = now(), last_error = 'the receiver answered 500'
                where topic = 'webhook.delivery' and state = 'ready'`);
    expect(await deliveries(failures)).toMatchObject([{ id: newest.id, state: 'failed' }, { state: 'done' }]);
    expect(await sql(`select from outbox where topic = 'delivery.failed'`)).toHaveLength(2);
  });

  it('that want failures are told of those of others only', async () => {
    const own = await make('/own', { events: ['awarded', 'delivery_failed'] });
    await make('/failures', { events: ['delivery_failed'] });
    stage.receiver.behave('/own', 500);
    await issue(stage.test, 'alice', PROGRAM);
    await settled(own, ({ last_error: reason }) => reason !== null);
    await sql(`update outbox set state = 'dead', done_at = now() where topic = 'webhook.delivery'`);
    await sql(`select pg_notify('outbox', '')`);
    await arrived('/failures');
    expect(await deliveries(own)).toMatchObject([{ event: 'awarded', state: 'failed' }]);
  });

  it('disabled before a worker comes to it get what had happened, once they are enabled', async () => {
    const webhook = await make('/a');
    await issue(stage.test, 'alice', PROGRAM);
    await arrived('/a');
    await settled(webhook, ({ state }) => state === 'done');
    await call('patch', `${webhook.uuid}/`, { enabled: false }).expect(200);
    // As if no worker had run in between.
    await sql('delete from webhook_delivery');
    await sql(`delete from outbox where topic = 'webhook.delivery'`);
    await sql(`update outbox set state = 'ready', attempts = 0, run_at = now(), done_at = null
                where subscriber = 'webhooks.credentials'`);
    await sql(`select pg_notify('outbox', '')`);
    await settled(webhook, ({ state }) => state === 'waiting');
    await call('patch', `${webhook.uuid}/`, { enabled: true }).expect(200);
    await arrived('/a', 2);
  });

  it('show their key at their making and at a rotation only; for a while both keys sign', async () => {
    const made = await make('/a');
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const rotated = (await call('post', `${made.uuid}/rotate_secret/`, { overlap_hours: 2 }).expect(200))
      .body as MadeWebhook;
    expect(rotated.secret).not.toBe(made.secret);
    await call('post', `${made.uuid}/test/`).expect(201);
    const [both] = await arrived('/a');
    expect(both!.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    for (const { secret } of [made, rotated]) expect(verifyWebhook(secret, both!)).toEqual(both!.event);
    await sql(`update webhook set former_until = now() - interval '1 second'`);
    await call('post', `${made.uuid}/test/`).expect(201);
    const [, alone] = await arrived('/a', 2);
    expect(() => verifyWebhook(made.secret, alone!)).toThrow();
    expect(verifyWebhook(rotated.secret, alone!)).toEqual(alone!.event);
    // The answer got lost, and staff rotate again: the receiver has the key of before.
    await call('post', `${made.uuid}/rotate_secret/`, { overlap_hours: 2 }).expect(200);
    await call('post', `${made.uuid}/rotate_secret/`, { overlap_hours: 1 }).expect(200);
    await call('post', `${made.uuid}/test/`).expect(201);
    const [, , three] = await arrived('/a', 3);
    expect(three!.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+ v1,\S+$/);
    expect(verifyWebhook(rotated.secret, three!)).toEqual(three!.event);
    expect(() => verifyWebhook(made.secret, three!)).toThrow();
    const again = (await call('post', `${made.uuid}/rotate_secret/`, { overlap_hours: 0 }).expect(200))
      .body as MadeWebhook;
    await call('post', `${made.uuid}/test/`).expect(201);
    const [, , , last] = await arrived('/a', 4);
    expect(() => verifyWebhook(rotated.secret, last!)).toThrow();
    expect(verifyWebhook(again.secret, last!)).toEqual(last!.event);
    for (const path of ['', `${made.uuid}/`, `${made.uuid}/deliveries/`])
      expect((await call('get', path).expect(200)).text).not.toContain('whsec_');
    const audit = await sql<{ row: string }>(
      `select to_jsonb(a)::text as row from audit_log a where subject = 'webhook'`,
    );
    expect(audit.length).toBeGreaterThan(2);
    for (const { row } of audit) expect(row).not.toMatch(/whsec_|secret"/);
  });

  it('are replayed by id and by time under the ids of their events', async () => {
    const webhook = await make('/a');
    const other = await make('/other');
    for (const username of ['alice', 'bob', 'carol']) await issue(stage.test, username, RUN);
    await arrived('/a', 3);
    await until(async () => ((await deliveries(webhook, '?state=done')).length === 3 ? true : undefined));
    const ids = (await deliveries(webhook)).map(({ id }) => id);
    const [foreign] = await deliveries(other);
    const replay = async (body: object) =>
      (await call('post', `${webhook.uuid}/replay/`, body).expect(200)).body as object;
    expect(await replay({ ids: [ids[0], foreign!.id], dry_run: true })).toEqual({
      ...{ replayed: 1, left_out: 1, next_after: null, dry_run: true },
    });
    expect(await replay({ ids: [ids[0]] })).toMatchObject({ replayed: 1, left_out: 0 });
    const four = await arrived('/a', 4);
    expect(four[3]!.event).toEqual(four[2]!.event);
    expect(four[3]!.headers['webhook-id']).toBe(four[2]!.headers['webhook-id']);
    await until(async () => ((await deliveries(webhook, '?state=done')).length === 3 ? true : undefined));
    expect(await replay({ since: '2026-01-01T00:00:00Z' })).toMatchObject({ replayed: 3, next_after: null });
    const seven = await arrived('/a', 7);
    expect(new Set(seven.map(({ event }) => event.id)).size).toBe(3);
    expect(await deliveries(webhook)).toMatchObject([{ replays: 2 }, { replays: 1 }, { replays: 1 }]);
    await until(async () => ((await deliveries(webhook, '?state=done')).length === 3 ? true : undefined));
    const storm = await Promise.all(
      Array.from({ length: 4 }, () => replay({ since: '2026-01-01T00:00:00Z' })),
    );
    const told = storm.reduce((sum, answer) => sum + (answer as { replayed: number }).replayed, 0);
    const counted = (await deliveries(webhook)).reduce((sum, { replays }) => sum + replays, 0);
    expect(counted).toBe(4 + told);
    expect(await replay({ since: '2099-01-01T00:00:00Z' })).toMatchObject({ replayed: 0 });
    expect(await replay({ since: '2026-01-01T00:00:00Z', only_failed: true })).toMatchObject({ replayed: 0 });
    await call('post', `${webhook.uuid}/replay/`, {}).expect(400);
    await call('post', `${webhook.uuid}/replay/`, { ids: [1], since: '2026-01-01T00:00:00Z' }).expect(400);
    await call('post', `${UNKNOWN}/replay/`, { ids: [1] }).expect(404);
  });

  it('are listed page by page, by state, event and time', async () => {
    const webhook = await make('/a');
    for (let count = 0; count < 3; count += 1) await call('post', `${webhook.uuid}/test/`).expect(201);
    await until(async () => ((await deliveries(webhook, '?state=done')).length === 3 ? true : undefined));
    const first = (await call('get', `${webhook.uuid}/deliveries/?page_size=2`).expect(200)).body as {
      next: string;
      results: { id: number }[];
    };
    expect(first.results).toHaveLength(2);
    const { search } = new URL(first.next);
    const rest = await deliveries(webhook, search);
    expect(rest).toHaveLength(1);
    expect(rest[0]!.id).toBeLessThan(first.results[1]!.id);
    expect(await deliveries(webhook, '?event=awarded')).toEqual([]);
    expect(await deliveries(webhook, '?event=test&since=2026-01-01T00:00:00Z')).toHaveLength(3);
    expect(await deliveries(webhook, '?until=2026-01-01T00:00:00Z')).toEqual([]);
    await call('get', `${webhook.uuid}/deliveries/?state=lost`).expect(400);
    await call('get', `${UNKNOWN}/deliveries/`).expect(404);
  });

  it('are made, read, changed, and removed by staff alone', async () => {
    const made = await make('/a', { description: 'Registrar', programs: [MATHEMATICS.program] });
    for (const caller of ['alice', 'viewer']) await call('get', '', undefined, caller).expect(403);
    const read = await call('get', `${made.uuid}/`).expect(200);
    expect(read.body).toMatchObject({ uuid: made.uuid, state: 'active', description: 'Registrar' });
    const tag = read.headers.etag!;
    const changed = await call('patch', `${made.uuid}/`, {
      description: '',
      programs: [],
      events: ['revoked'],
    })
      .set('If-Match', tag)
      .expect(200);
    expect(changed.body).toMatchObject({ description: '', programs: [], events: ['revoked'], enabled: true });
    await call('patch', `${made.uuid}/`, { enabled: false }).set('If-Match', tag).expect(412);
    await call('patch', `${made.uuid}/`, { secret: 'whsec_x' }).expect(400);
    expect((await call('get').expect(200)).body).toMatchObject({ count: 1, results: [{ uuid: made.uuid }] });
    await call('delete', `${made.uuid}/`).set('If-Match', tag).expect(412);
    await call('delete', `${made.uuid}/`).expect(204);
    await call('delete', `${made.uuid}/`).expect(404);
    await call('get', `${made.uuid}/`).expect(404);
  });

  it.each([
    [
      { url: 'https://user:secret@hooks.example/' },
      { url: ['The address is refused: it holds a name or a password.'] },
    ],
    [{ url: 'https://hooks.example:25/' }, { url: ['The address is refused: its port 25 is not allowed.'] }],
    [
      { url: 'https://10.0.0.1/' },
      { url: ['The address is refused: it is in a range that is not allowed.'] },
    ],
    [
      { url: 'https://[::ffff:10.0.0.1]/' },
      { url: ['The address is refused: it is in a range that is not allowed.'] },
    ],
    [{ url: 'ftp://hooks.example/' }, { url: [expect.any(String)] }],
    [{ events: [] }, { events: ['Enter at least one event.'] }],
    [
      { events: ['lost'] },
      {
        events: [
          'Enter names of events, each once: awarded, revoked, changed, record_sent, delivery_failed.',
        ],
      },
    ],
    [{ programs: [UNKNOWN] }, { programs: [`No program has the uuid ${UNKNOWN}.`] }],
    [{ organizations: ['NobodyX'] }, { organizations: ['No organization has the key NobodyX.'] }],
    [{ contact_email: 'a@b, c@d' }, { contact_email: [expect.any(String)] }],
  ])('refuse %j', async (body, errors) => {
    const { body: answer } = await call('post', '', {
      ...{ url: 'https://hooks.example/', events: ['awarded'] },
      ...body,
    }).expect(400);
    expect(answer).toEqual(errors);
  });

  it('removed with deliveries under way get none of them', async () => {
    const webhook = await make('/a');
    stage.receiver.behave('/a', 500);
    await issue(stage.test, 'alice', PROGRAM);
    await settled(webhook, ({ outcome }) => outcome !== null);
    await call('delete', `${webhook.uuid}/`).expect(204);
    expect(await sql(`select state from outbox where topic = 'webhook.delivery'`)).toEqual([
      { state: 'cancelled' },
    ]);
    await stage.hurry();
    expect(stage.receiver.at('/a')).toHaveLength(1);
  });

  it('removed leave no failed deliveries that nobody could retry', async () => {
    const webhook = await make('/a');
    stage.receiver.behave('/a', 500);
    await issue(stage.test, 'alice', PROGRAM);
    await settled(webhook, ({ last_error: reason }) => reason !== null);
    await sql(`update outbox set state = 'dead', done_at = now() where topic = 'webhook.delivery'`);
    await call('delete', `${webhook.uuid}/`).expect(204);
    expect(await sql(`select state, last_error from outbox where topic = 'webhook.delivery'`)).toEqual([
      { state: 'cancelled', last_error: 'the webhook is gone' },
    ]);
  });
});
