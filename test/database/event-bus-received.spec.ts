import { randomBytes } from 'node:crypto';
import { beforeEach, expect, it } from '@jest/globals';
import { certificateEntry, RUN, STREAM, until, useEventStage } from '../support/event-stage.js';
import { fieldsOf, POISON, RECORDED_ENTRIES } from '../support/recorded-events.js';
import { describeWithRedis, type Fields } from '../support/redis-server.js';

const BROKEN_NAME = 'learner_broken_X';

const RECORDED = RECORDED_ENTRIES.filter(({ stream }) => stream === STREAM);

interface Listed {
  id: number;
  topic: string;
  subscriber: string;
  state: string;
  last_error: string;
}

describeWithRedis('events of certificates from Redis', () => {
  const stage = useEventStage();

  beforeEach(async () => {
    await stage.sql('delete from event_inbox');
    await stage.sql('delete from outbox');
    await stage.sql('truncate user_credential cascade');
  });

  const add = async (...entries: Fields[]) => {
    for (const entry of entries) await stage.redis.add(STREAM, entry);
    await stage.settled();
  };

  const listed = async (query: string): Promise<Listed[]> => {
    const answer = await stage.test.request
      .get(`/api/v2/admin/deliveries/?subscriber=events.certificates&${query}`)
      .set('Authorization', stage.test.as('staff', { administrator: true }))
      .expect(200);
    return (answer.body as { results: Listed[] }).results;
  };

  it.each([1, 2, 3])(
    'that Python wrote award and revoke, shuffled, doubled and beside poison: %i',
    async (seed) => {
      const entries = [...RECORDED, ...POISON, ...RECORDED].map(fieldsOf);
      await add(...shuffled(entries, seed), ...shuffled(entries, seed + 10));

      // ada's award is older than her revocation, whichever came first; the entry without an id is an award of that time.
      expect(await stage.credentialsOf('ada')).toEqual({ [RUN]: 'revoked' });
      expect(await stage.credentialsOf('bob_b')).toEqual({ [RUN]: 'awarded' });
      const users = await stage.sql<{ username: string; number: string | null }>(
        `select username, lms_user_id as number from users where username in ('ada', 'Bob_B') order by 1`,
      );
      // Numbers above 2^53 are not kept: JSON cannot hold them.
      expect(users).toEqual([
        { username: 'Bob_B', number: null },
        { username: 'ada', number: '42' },
      ]);
      const inbox = await stage.inbox();
      const kept = inbox.filter(({ outcome }) => outcome === 'kept');
      expect(kept).toHaveLength(8);
      expect(inbox.filter(({ outcome, entry }) => outcome !== 'kept' && entry !== null)).toEqual([]);
      const parked = await listed('state=failed');
      expect(parked.map(({ last_error }) => last_error.replace(/^\S+ \d+-\d+: /, '')).sort()).toEqual([
        'it has no event_data',
        'it has no type',
        'its Avro value ends too early',
        'its Avro value has bytes left over',
        'its course key is not valid',
        'its id is no uuid',
        'its time is not in UTC',
        'this service does not know its type',
      ]);
    },
  );

  it('that are parked keep all their bytes, and can be retried', async () => {
    const cut: Fields = [
      ...certificateEntry({ username: 'learner_cut', time: '2026-11-20T08:30:15Z' }).slice(0, -1),
    ];
    await add([...cut, ['event_data', Buffer.from([0, 255, 1])], ['extra', Buffer.from([254])]]);
    const [delivery] = await listed('state=failed&page_size=1');
    const [row] = await stage.sql<{ entry: { fields: [string, string][] } }>(
      `select entry from event_inbox where outcome = 'kept' order by id desc limit 1`,
    );
    const fields = row!.entry.fields.map(([name, base64]) => [name, Buffer.from(base64, 'base64')]);
    expect(fields.slice(-2)).toEqual([
      ['event_data', Buffer.from([0, 255, 1])],
      ['extra', Buffer.from([254])],
    ]);
    const retry = await stage.test.request
      .post(`/api/v2/admin/deliveries/${delivery!.id}/retry/`)
      .set('Authorization', stage.test.as('staff', { administrator: true }));
    expect(retry.status).toBe(200);
    await until(async () => (await listed('state=failed&page_size=1'))[0]?.id === delivery!.id);
  });

  it.each([
    // So long that an index of the outbox could not hold it.
    [
      'a course key that no run can have',
      { run: `course-v1:${randomBytes(8000).toString('hex')}+b+c` },
      'its course key is not valid',
    ],
    ['a username with U+0000', { username: 'learner\0' }, 'no learner can have its username'],
    [
      'a username with U+0000, revoked',
      { username: 'learner\0', status: 'revoked' as const },
      'no learner can have its username',
    ],
    ['a username that is no UTF-8', { username: BROKEN_NAME }, 'no learner can have its username'],
  ])('with %s are parked at once and hold up no others', async (_, change, reason) => {
    const time = '2026-11-20T08:30:15Z';
    const odd = certificateEntry({ username: 'learner_odd', time, ...change });
    await add(odd.map(([name, value]) => [name, withBrokenName(value)]));
    await add(certificateEntry({ username: 'learner_behind', time }));
    expect(await stage.credentialsOf('learner_behind')).toEqual({ [RUN]: 'awarded' });
    expect((await listed('state=failed')).map(({ last_error }) => last_error)).toEqual([
      expect.stringContaining(`: ${reason}`),
    ]);
    expect(await stage.sql(`select from users where username ~ '^learner_?(odd|broken)'`)).toEqual([]);
  });

  it('of a run wait for it also where the database folds the letters of its key otherwise than JavaScript', async () => {
    const run = 'course-v1:ΤΜΗΜΑΣ+ΜΑΘΗΜΑΤΙΚΑΣ+1';
    await add(certificateEntry({ username: 'learner_greek', run, time: '2026-11-20T08:30:15Z' }));
    await until(async () => (await listed('state=waiting')).length === 1);
    await stage.addRun(run);
    await until(async () => (await listed('state=waiting')).length === 0);
    await stage.settled();
    expect(await stage.credentialsOf('learner_greek')).toEqual({ [run]: 'awarded' });
  });

  it('of a run that the catalog does not know wait for it, in their order', async () => {
    const run = 'course-v1:edX+Later+1';
    await add(
      certificateEntry({ username: 'learner_waits', run, time: '2026-11-20T08:30:15Z' }),
      certificateEntry({ username: 'learner_waits', run, status: 'revoked', time: '2026-11-20T09:30:15Z' }),
      certificateEntry({ username: 'learner_also', run: run.toUpperCase(), time: '2026-11-20T08:30:15Z' }),
    );
    await until(async () => (await listed('state=waiting')).length === 3);
    for (const { last_error: reason } of await listed('state=waiting'))
      expect(reason).toMatch(/: the catalog does not know the course run course-v1:edX\+Later\+1 yet$/i);
    expect(await stage.credentialsOf('learner_waits')).toEqual({});
    await stage.addRun(run);
    await until(async () => (await listed('state=waiting')).length === 0);
    await stage.settled();
    expect(await stage.credentialsOf('learner_waits')).toEqual({ [run]: 'revoked' });
    expect(await stage.credentialsOf('learner_also')).toEqual({ [run]: 'awarded' });
    expect((await stage.inbox()).map(({ outcome, entry }) => [outcome, entry])).toEqual(
      Array(3).fill(['applied', null]),
    );
  });

  it('that are older than a change here change nothing; newer ones do', async () => {
    await add(certificateEntry({ username: 'learner_rest', time: '2026-11-20T08:30:15.123456+00:00' }));
    const [row] = await stage.sql<{ uuid: string }>(
      `select c.uuid from user_credential c join users u on u.id = c.user_id where u.username = 'learner_rest'`,
    );
    await stage.test.request
      .patch(`/api/v2/credentials/${row!.uuid}/`)
      .set('Authorization', stage.test.as('staff', { administrator: true }))
      .send({ status: 'revoked' })
      .expect(200);
    await add(
      certificateEntry({ username: 'learner_rest', time: new Date(Date.now() - 60_000).toISOString() }),
    );
    expect(await stage.credentialsOf('learner_rest')).toEqual({ [RUN]: 'revoked' });
    await add(
      certificateEntry({ username: 'learner_rest', time: new Date(Date.now() + 1000).toISOString() }),
    );
    expect(await stage.credentialsOf('learner_rest')).toEqual({ [RUN]: 'awarded' });
    const outcomes = (await stage.inbox()).slice(-2).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['superseded', 'applied']);
  });

  it('keep a date override, attributes and the mode of the certificate', async () => {
    const body = {
      username: 'learner_keeps',
      credential: { course_run_key: RUN, mode: 'verified' },
      date_override: { date: '2026-01-02T00:00:00Z' },
      attributes: [{ name: 'note', value: 'kept' }],
    };
    await stage.test.request
      .post('/api/v2/credentials/')
      .set('Authorization', stage.test.as('staff', { administrator: true }))
      .send(body)
      .expect(201);
    const later = new Date(Date.now() + 1000).toISOString();
    await add(
      certificateEntry({ username: 'learner_keeps', mode: 'masters', status: 'revoked', time: later }),
    );
    const [row] = await stage.sql(
      `select c.status, c.date_override is not null as override, cc.certificate_type as mode,
              (select value from user_credential_attribute a where a.credential_id = c.id) as note
         from user_credential c join users u on u.id = c.user_id
         join course_certificate cc on cc.id = c.course_certificate_id where u.username = 'learner_keeps'`,
    );
    expect(row).toEqual({ status: 'revoked', override: true, mode: 'verified', note: 'kept' });
  });

  it('find a learner by the number in the LMS, under whatever name', async () => {
    await stage.sql(`insert into users (username, lms_user_id) values ('new_name', 7001)`);
    const time = '2026-11-20T08:30:15Z';
    await add(certificateEntry({ username: 'old_name', lmsUserId: 7001n, time }));
    expect(await stage.credentialsOf('new_name')).toEqual({ [RUN]: 'awarded' });
    expect(await stage.sql(`select from users where username = 'old_name'`)).toEqual([]);
  });

  it('of a name that changed hands since then are parked', async () => {
    await stage.sql(
      `insert into username_change (digest, changed_at) values (sha256(convert_to('given_up', 'UTF8')), now())`,
    );
    await add(certificateEntry({ username: 'Given_Up', time: '2026-11-20T08:30:15Z' }));
    expect(await stage.sql(`select from users where lower(username) = 'given_up'`)).toEqual([]);
    const [delivery] = await listed('state=failed&page_size=1');
    expect(delivery!.last_error).toMatch(/its username was given to somebody else, or given up, since then$/);
  });

  it.each([
    ['of the mode audit', { mode: 'audit' }],
    ['without a certificate', { current: 'notpassing' }],
  ])('%s have no effect', async (_, change) => {
    const id = crypto.randomUUID();
    await add(certificateEntry({ username: 'learner_nothing', time: '2026-11-20T08:30:15Z', id, ...change }));
    expect(await stage.sql(`select from users where username = 'learner_nothing'`)).toEqual([]);
    expect(await stage.inbox()).toContainEqual(expect.objectContaining({ key: id, outcome: 'ignored' }));
  });

  it('that are kept about a learner go with a retirement, also after the learner was renamed', async () => {
    await add(certificateEntry({ username: 'moves_on', time: '2026-11-20T08:30:15Z' }));
    await add(certificateEntry({ username: 'moves_on', run: `${RUN}_later`, time: '2026-11-20T08:30:16Z' }));
    const kept = () => stage.sql(`select from event_inbox where outcome = 'kept'`);
    expect(await kept()).toHaveLength(1);
    await stage.test.request
      .post('/api/v2/replace_usernames/')
      .set('Authorization', stage.test.as('replacement_worker'))
      .send({ username_mappings: [{ moves_on: 'moved_on' }] })
      .expect(200);
    const { body } = await stage.test.request
      .post('/api/v2/admin/users/moved_on/retire/')
      .set('Authorization', stage.test.as('root', { administrator: true }))
      .send({})
      .expect(200);
    expect(body).toMatchObject({ changed: { event_inbox: 1 } });
    expect(await kept()).toEqual([]);
  });

  it('stand in the audit log under their id', async () => {
    const id = crypto.randomUUID();
    await add(certificateEntry({ username: 'learner_audited', time: '2026-11-20T08:30:15Z', id }));
    const rows = await stage.sql(
      `select actor_kind, actor_name, action from audit_log where request_id = $1 and subject = 'credential'`,
      id,
    );
    expect(rows).toEqual([{ actor_kind: 'job', actor_name: 'events.certificates', action: 'awarded' }]);
  });

  it('are counted', async () => {
    const { text } = await stage.test.request.get('/metrics').expect(200);
    expect(text).toMatch(/^event_bus_reading\{topic="learning-certificate-lifecycle"\} 1$/m);
    expect(text).toMatch(/^event_bus_received_total\{topic="[^"]+",outcome="repeated"\} \d+$/m);
    expect(text).toMatch(/^event_bus_kept\{topic="[^"]+",state="parked"\} \d+$/m);
  });
});

/** Its X becomes a byte that is no UTF-8. */
const withBrokenName = (value: string | Buffer) => {
  if (typeof value === 'string') return value;
  const at = value.indexOf(BROKEN_NAME);
  if (at < 0) return value;
  const broken = Buffer.from(value);
  broken[at + BROKEN_NAME.length - 1] = 0xff;
  return broken;
};

/** In an order that the seed gives. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed;
  const next = () => (state = (state * 48_271) % 2_147_483_647);
  return list
    .map((item) => ({ item, at: next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
