import { beforeEach, describe, expect, it } from '@jest/globals';
import { DELIVERY_STATUSES } from '../../src/platform/outbox/index.js';
import { MATHEMATICS } from '../support/certificates.js';
import { useCompletionStage } from '../support/completion-stage.js';

const DELIVERIES = '/api/v2/admin/deliveries/';
const SEND = `/records/programs/${MATHEMATICS.program.replaceAll('-', '')}/send`;

interface Item {
  id: number;
  topic: string;
  subscriber: string;
  state: string;
  about: { kind: string; username: string; url: string } | null;
  attempts: number;
  last_error: string | null;
}

interface Page {
  next: string | null;
  results: Item[];
}

describe('the list of deliveries', () => {
  const stage = useCompletionStage();
  const { sql, complete, setStatus, signIn, retire, deliver } = stage;

  // Else an award would make an update for the pathways of an earlier test.
  beforeEach(() => sql('truncate pathway_notification, user_credit_pathway, program_cert_record cascade'));

  const get = (path = '', caller = 'admin') =>
    stage.test.request.get(`${DELIVERIES}${path}`).set('Authorization', stage.test.as(caller));

  const page = async (path = ''): Promise<Page> => (await get(path).expect(200)).body as Page;

  const items = async (query = ''): Promise<Item[]> => (await page(query)).results;

  const post = (path: string, body: object = {}, caller = 'admin') =>
    stage.test.request.post(`${DELIVERIES}${path}`).set('Authorization', stage.test.as(caller)).send(body);

  const retryMany = async (body: object) => (await post('retry/', body).expect(200)).body as object;

  const send = (username = 'alice') =>
    stage.test.request
      .post(SEND)
      .set('Authorization', stage.test.as('root'))
      .send({ username, pathway_id: 1 })
      .expect(200);

  /** Ids of completion mails that the mail server refuses for good. */
  async function fail(...usernames: string[]): Promise<number[]> {
    await stage.smtp.behave({ at: 'message', reply: '554 5.7.1 refused' });
    for (const username of usernames) await complete(username);
    await deliver();
    await stage.smtp.behave('accept');
    return (await items('?state=failed')).map(({ id }) => id).sort((one, other) => one - other);
  }

  /** Deliveries of a subscriber that nobody has, numbered in the order of their times, a second each. */
  async function fill(count: number, state = 'done', subscriber = 'old.subscriber') {
    await sql(
      `insert into outbox (topic, subscriber, dedupe_key, payload, state, created, run_at, done_at)
         select 'old', $2, 'old:' || $2 || $3 || n, '{}', $3, at, at, case when $3 <> 'ready' then at end
           from generate_series(1, $1::int) n, lateral (select timestamptz '2026-01-01Z' + n * interval '1 second' as at) times`,
      count,
      subscriber,
      state,
    );
  }

  it('is for staff, and so are the counts and the retry', async () => {
    for (const caller of ['alice', 'viewer']) {
      await get('', caller).expect(403);
      await get('summary/', caller).expect(403);
      await post('retry/', { topic: 'x' }, caller).expect(403);
      await post('1/retry/', {}, caller).expect(403);
    }
  });

  it('shows mails and messages of all topics, latest first, with what they are about', async () => {
    const uuid = await complete('alice');
    await send();
    const all = await items();
    expect(all.map(({ topic, subscriber, state }) => [topic, subscriber, state])).toEqual(
      expect.arrayContaining([
        ['credit-pathway.request', 'credit-pathways.mail', 'pending'],
        ['credential.awarded', 'completion-mail', 'pending'],
        ['credential.awarded', 'credit-pathways.updates', 'pending'],
      ]),
    );
    expect(all[0]).toMatchObject({
      topic: 'credit-pathway.request',
      about: {
        kind: 'credit_request',
        username: 'alice',
        program_uuid: MATHEMATICS.program,
        credential_uuid: null,
        pathway: { id: 1 },
      },
      attempts: 0,
      last_error: null,
      ended_at: null,
    });
    const [mail] = await items('?subscriber=completion-mail');
    expect(mail).toMatchObject({
      about: { kind: 'credential', username: 'alice', credential_uuid: uuid, pathway: null },
    });
    for (const { about } of [all[0]!, mail!]) {
      const path = new URL(about!.url);
      const answer = await stage.test.request
        .get(`${path.pathname}${path.search}`)
        .set('Authorization', stage.test.as('root'));
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).toContain('alice');
    }
  });

  it('narrows by topic, subscriber, state, learner and time, alone and together', async () => {
    const [id] = await fail('alice');
    await signIn('other_learner', 'other@learners.example');
    await complete('other_learner');
    await send();
    await fill(1);
    const ids = async (query: string) => (await items(query)).map((item) => item.id);
    expect(await ids('?state=failed')).toEqual([id]);
    expect(await ids('?state=failed&topic=credit-pathway.request')).toEqual([]);
    expect(await ids('?subscriber=completion-mail&username=%20ALICE%20&topic=credential.awarded')).toEqual([
      id,
    ]);
    expect(await ids('?username=nobody')).toEqual([]);
    expect(await ids('?username=alice&state=done&subscriber=completion-mail')).toEqual([]);
    expect((await items('?username=alice')).every(({ about }) => about?.username === 'alice')).toBe(true);
    expect((await items('?username=alice')).length).toBeGreaterThan(1);
    expect(await items('?until=2026-01-01T00:00:01Z')).toEqual([]);
    expect(await items('?since=2026-01-01T00:00:01Z&until=2026-01-01T00:00:02Z')).toMatchObject([
      { topic: 'old', about: null },
    ]);
    for (const state of DELIVERY_STATUSES) {
      expect((await items(`?state=${state}`)).every((item) => item.state === state)).toBe(true);
    }
  });

  it.each([
    ['state=lost', { state: ['"lost" is not a valid choice.'] }],
    ['since=yesterday', { since: [expect.stringContaining('Datetime has wrong format')] }],
    ['page_size=0', { page_size: ['Ensure this value is greater than or equal to 1.'] }],
    ['page_size=501', { page_size: ['Ensure this value is less than or equal to 500.'] }],
    ['cursor=1', { cursor: [expect.stringContaining('This is no cursor of this list')] }],
    [
      'cursor=OTk5OTk5OTk5OTk5OTk5OSAxCg',
      { cursor: [expect.stringContaining('This is no cursor of this list')] },
    ],
  ])('refuses %s', async (query, errors) => {
    expect((await get(`?${query}`).expect(400)).body).toEqual(errors);
  });

  it('is walked by its cursor: each once, also where times are equal, states mix and new ones come', async () => {
    await fill(7);
    await fill(7, 'dead', 'old.mail');
    await fill(7, 'ready', 'old.mail');
    const expected = (await items('?topic=old&page_size=500')).map(({ id }) => id);
    expect(expected).toHaveLength(21);
    const walked: number[] = [];
    let next: string | null = `${DELIVERIES}?topic=old&page_size=4`;
    while (next !== null) {
      const { pathname, search } = new URL(next, 'http://localhost');
      const { body } = await stage.test.request
        .get(`${pathname}${search}`)
        .set('Authorization', stage.test.as('admin'))
        .expect(200);
      walked.push(...(body as Page).results.map(({ id }) => id));
      ({ next } = body as Page);
      await sql(`insert into outbox (topic, subscriber, dedupe_key, payload, state, done_at)
        values ('old', 'old.mail', gen_random_uuid(), '{}', 'done', now())`);
    }
    expect(walked).toEqual(expected);
  });

  it('counts them by topic, subscriber and state, and says how long the oldest waits', async () => {
    await fill(3);
    await fill(2, 'dead');
    await fill(4, 'ready', 'old.mail');
    const { body } = await get('summary/').expect(200);
    const kind = (subscriber: string, state: string, count: number) => ({
      ...{ topic: 'old', subscriber, state, count },
      oldest: '2026-01-01T00:00:01.000000Z',
    });
    expect(body).toEqual({
      failed: 2,
      pending: 4,
      oldest_pending: '2026-01-01T00:00:01.000000Z',
      due_since: '2026-01-01T00:00:01.000000Z',
      results: expect.arrayContaining([
        kind('old.subscriber', 'done', 3),
        kind('old.subscriber', 'failed', 2),
        kind('old.mail', 'pending', 4),
      ]) as unknown,
    });
  });

  describe('retries', () => {
    it('one that failed, at once and with all attempts', async () => {
      const [id] = await fail('alice');
      await sql("update outbox set attempts = max_attempts where state = 'dead'");
      const { body } = await post(`${id}/retry/`).expect(200);
      expect(body).toMatchObject({ id, state: 'pending', attempts: 0, ended_at: null });
      const acts = await sql(
        "select action from audit_log where subject = 'delivery' and subject_id = $1",
        String(id),
      );
      expect(acts).toEqual([{ action: 'retried' }]);
      await deliver();
      expect(await items('?subscriber=completion-mail')).toMatchObject([{ id, state: 'done' }]);
      expect(stage.smtp.accepted).toHaveLength(1);
    });

    it('none that does not exist, was made, waits or is on its way', async () => {
      for (const id of ['987654321', '0', 'x', '9'.repeat(30)]) {
        expect((await post(`${id}/retry/`).expect(404)).body).toEqual({
          detail: 'There is no such delivery.',
        });
      }
      await complete('alice');
      const [{ id } = { id: 0 }] = await items('?subscriber=completion-mail');
      const refusal = async () => (await post(`${id}/retry/`).expect(409)).body as unknown;
      expect(await refusal()).toEqual({ detail: expect.stringContaining('still on its way') });
      await deliver();
      expect(await refusal()).toEqual({ detail: expect.stringContaining('was made') });
      await sql("update outbox set state = 'waiting', done_at = null where id = $1", id);
      expect(await refusal()).toEqual({ detail: expect.stringContaining('waits and goes by itself') });
    });

    it('some by their ids; those that make no sense any more are told with the reason, and stay', async () => {
      await signIn('second', 'second@learners.example');
      await signIn('third', 'third@learners.example');
      const [first, second, third] = await fail('alice', 'second', 'third');
      await retire('third', 'pseudonym_of_third');
      const [{ about } = { about: null }] = (await items('?state=failed')).filter(({ id }) => id === second);
      await setStatus((about as unknown as { credential_uuid: string }).credential_uuid, 'revoked');
      const answer = {
        retried: 1,
        refused: 2,
        refusals: [
          { id: second, reason: 'The mail would be cancelled: the credential was revoked.' },
          { id: third, reason: 'The mail would be cancelled: the learner was retired or deactivated.' },
        ],
        unknown: [987_654_321],
        next_after: null,
      };
      const ids = [third, 987_654_321, first, second, first];
      expect(await retryMany({ ids, dry_run: true })).toEqual({ ...answer, dry_run: true });
      expect(await items('?state=failed')).toHaveLength(3);
      expect(await retryMany({ ids })).toEqual({ ...answer, dry_run: false });
      await deliver();
      expect((await items('?state=failed')).map(({ id }) => id).sort()).toEqual([second, third].sort());
      expect(stage.smtp.accepted).toHaveLength(1);
    });

    it('all of a topic since a time, and of a subscriber', async () => {
      await signIn('second', 'second@learners.example');
      const [first, second] = await fail('alice', 'second');
      await sql('update outbox set done_at = created where id = $1 and done_at > created', first);
      const [{ since } = { since: '' }] = await sql<{ since: string }>(
        'select iso_time(done_at) as since from outbox where id = $1',
        second,
      );
      expect(await retryMany({ topic: 'credit-pathway.request' })).toMatchObject({ retried: 0, refused: 0 });
      expect(await retryMany({ topic: 'credential.awarded', failed_since: since })).toMatchObject({
        retried: 1,
      });
      expect((await items('?state=failed')).map(({ id }) => id)).toEqual([first]);
      expect(await retryMany({ subscriber: 'completion-mail' })).toMatchObject({ retried: 1, refused: 0 });
      await deliver();
      expect(stage.smtp.accepted).toHaveLength(2);
    });

    it('a cancelled completion mail, but no other cancelled message', async () => {
      await sql('delete from completion_mail_template');
      await complete('alice');
      await deliver();
      await fill(1, 'cancelled', 'credit-pathways.mail');
      const ids = (await items('?state=cancelled')).map(({ id }) => id);
      expect(ids).toHaveLength(2);
      expect(await retryMany({ ids })).toMatchObject({
        retried: 0,
        refusals: expect.arrayContaining([
          { id: ids[0], reason: expect.stringContaining('there is no template') },
          { id: ids[1], reason: expect.stringContaining('was cancelled') },
        ]) as unknown,
      });
      await stage.setTemplate({});
      expect(await retryMany({ ids })).toMatchObject({ retried: 1, refused: 1 });
    });

    it('only the latest of several mails about the same record to the same pathway', async () => {
      await stage.smtp.behave({ at: 'message', reply: '554 5.7.1 refused' });
      for (let count = 0; count < 2; count += 1) {
        await send();
        await deliver();
      }
      await stage.smtp.behave('accept');
      const [later, earlier] = (await items('?state=failed&subscriber=credit-pathways.mail')).map(
        ({ id }) => id,
      );
      expect(await retryMany({ topic: 'credit-pathway.request' })).toMatchObject({
        retried: 1,
        refusals: [{ id: earlier, reason: 'A later mail to the same pathway was sent, or is on its way.' }],
      });
      await deliver();
      expect(await items('?state=done&subscriber=credit-pathways.mail')).toMatchObject([{ id: later }]);
      expect(await retryMany({ ids: [earlier] })).toMatchObject({ retried: 0, refused: 1 });
    });

    it('none of a subscriber that this release lacks', async () => {
      await fill(1, 'dead', 'lost.subscriber');
      expect(await retryMany({ subscriber: 'lost.subscriber' })).toMatchObject({
        refusals: [{ reason: 'This release has no subscriber of that name.' }],
      });
    });

    it('thousands, in batches, and says where to go on', async () => {
      await fill(5200, 'dead', 'learner-names.ask');
      const first = (await retryMany({ topic: 'old' })) as { next_after: number };
      expect(first).toMatchObject({ retried: 5000, refused: 0, next_after: expect.any(Number) });
      expect(await retryMany({ topic: 'old', after: first.next_after })).toMatchObject({
        retried: 200,
        next_after: null,
      });
    });

    it('once when several ask for it at once', async () => {
      const ids = await fail('alice');
      const answers = await Promise.all(
        [1, 2, 3].map(() => retryMany({ ids }) as Promise<{ retried: number }>),
      );
      expect(answers.map(({ retried }) => retried).sort()).toEqual([0, 0, 1]);
    });

    it.each<[object, object]>([
      [{}, { non_field_errors: ['Name either ids, or a topic or subscriber.'] }],
      [{ ids: [1], topic: 'x' }, { non_field_errors: ['Name either ids, or a topic or subscriber.'] }],
      [
        { ids: [1], failed_since: '2026-01-01T00:00:00Z' },
        { non_field_errors: ['failed_since and after go with a topic or subscriber.'] },
      ],
      [{ ids: ['1'] }, { ids: ['A valid integer is required.'] }],
      [{ ids: 1 }, { ids: ['Expected a list of items but got type "int".'] }],
      [
        { ids: Array.from({ length: 1001 }, (_, index) => index + 1) },
        { ids: ['Ensure this field has no more than 1000 elements.'] },
      ],
    ])('nothing for a body that is not clear (%#)', async (body, errors) => {
      expect((await post('retry/', body).expect(400)).body).toEqual(errors);
    });
  });
});
