import { hostname } from 'node:os';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { avroType } from '../../src/events/codec/avro.js';
import { PROGRAM_AWARDED, PROGRAM_REVOKED, SCHEMAS } from '../../src/events/codec/schemas.js';
import { issue, MATHEMATICS, setStatus } from '../support/certificates.js';
import { PROGRAM_STREAM, until } from '../support/event-stage.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const TYPE = avroType(SCHEMAS[PROGRAM_AWARDED]!);

interface Written {
  readonly headers: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  readonly value: { readonly program_certificate: Readonly<Record<string, unknown>> };
}

describeWithRedis('events of program certificates on Redis', () => {
  let redis: RedisServer;
  let test: TestApp;

  beforeAll(async () => {
    redis = await RedisServer.start();
    test = await createTestApp({
      world: true,
      env: {
        EVENT_BUS_URL: redis.url,
        EVENT_BUS_TOPIC_PREFIX: 'dev',
        OUTBOX_POLL: '1',
        OUTBOX_RETRY_BASE: '1',
      },
    });
  });

  afterAll(async () => {
    await test.close();
    await redis.close();
  });

  beforeEach(async () => {
    await redis.command('DEL', PROGRAM_STREAM);
    await sql('delete from outbox');
    await sql('truncate user_credential cascade');
  });

  const sql = <Row = unknown>(text: string, ...values: unknown[]) =>
    test.dataSource.query<Row[]>(text, values);

  const award = (username: string) => issue(test, username, { program_uuid: MATHEMATICS.program });

  const written = async (): Promise<Written[]> =>
    (await redis.entries(PROGRAM_STREAM)).map(({ fields }) => {
      const { event_data: data, ...headers } = Object.fromEntries(fields);
      const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
      return {
        headers: Object.fromEntries(texts) as Record<string, string>,
        names: fields.map(([name]) => name),
        value: TYPE.fromBuffer(data as Buffer) as Written['value'],
      };
    });

  const states = async () =>
    (
      await sql<{ state: string }>(
        `select state from outbox where subscriber = 'events.program-certificates' order by id`,
      )
    ).map(({ state }) => state);

  /** A learner with everything that an event holds. */
  const signIn = (username: string, user_id?: number) =>
    test.request
      .get(`/api/v2/credentials/?username=${username}`)
      .set(
        'Authorization',
        test.as(username, {
          email: `${username}@learners.example`,
          name: 'Ada Løvelace',
          ...(user_id && { user_id }),
        }),
      )
      .expect(200);

  it('say what the Python producer says, in the order of the changes', async () => {
    await signIn('sent_learner', 4242);
    const uuid = await award('sent_learner');
    await setStatus(test, uuid, 'revoked');
    await setStatus(test, uuid, 'awarded');
    await until(async () => (await written()).length === 3);
    const [program] = await sql<{ title: string; slug: string }>(
      'select title, type_slug as slug from program where uuid = $1',
      MATHEMATICS.program,
    );
    const events = await written();
    const certificate = (status: string) => ({
      user: {
        id: 4242n,
        is_active: true,
        pii: { username: 'sent_learner', email: 'sent_learner@learners.example', name: 'Ada Løvelace' },
      },
      program: { uuid: MATHEMATICS.program, title: program!.title, program_type: program!.slug },
      uuid,
      status,
      url: `${test.base}/credentials/${uuid.replaceAll('-', '')}/`,
      certificate_available_date: null,
    });
    expect(events.map(({ value }) => value.program_certificate)).toEqual(
      ['awarded', 'revoked', 'awarded'].map(certificate),
    );
    expect(events.map(({ headers }) => headers.type)).toEqual([
      PROGRAM_AWARDED,
      PROGRAM_REVOKED,
      PROGRAM_AWARDED,
    ]);
    expect(new Set(events.map(({ headers }) => headers.id)).size).toBe(3);
    expect(events[0]!.names).toEqual([
      ...['type', 'id', 'source', 'time', 'minorversion', 'sourcehost', 'sourcelib', 'event_data'],
    ]);
    expect(events[0]!.headers).toMatchObject({
      source: 'openedx/credentials/web',
      minorversion: '0',
      sourcehost: hostname(),
      sourcelib: '10.5.0',
    });
    expect(events.map(({ headers }) => headers.time)).toEqual(
      events.map(({ headers }) => headers.time).sort(),
    );
  });

  it('wait for the number of the learner in the LMS', async () => {
    await award('unnumbered');
    await until(async () => (await states())[0] === 'waiting');
    expect(await written()).toEqual([]);
    await signIn('unnumbered', 5151);
    await until(async () => (await written()).length === 1);
    expect((await written())[0]!.value.program_certificate).toMatchObject({ user: { id: 5151n } });
  });

  it('are not waited for when the learner is retired before the number is known', async () => {
    await award('unnumbered_leaver');
    await until(async () => (await states())[0] === 'waiting');
    await test.request
      .post('/api/v2/admin/users/unnumbered_leaver/retire/')
      .set('Authorization', test.as('root'))
      .send({})
      .expect(200);
    await until(async () => (await states())[0] === 'cancelled');
    expect(await written()).toEqual([]);
  });

  it('go in their order, each once, after the bus was away', async () => {
    await signIn('patient_learner', 6161);
    await redis.end();
    const uuid = await award('patient_learner');
    for (const status of ['revoked', 'awarded', 'revoked']) await setStatus(test, uuid, status);
    await until(async () => {
      const [row] = await sql<{ error: string | null }>(
        `select last_error as error from outbox where subscriber = 'events.program-certificates' order by id limit 1`,
      );
      return row?.error?.startsWith('Redis ') === true;
    });
    await redis.begin();
    await until(async () => (await states()).every((state) => state === 'done'));
    expect((await written()).map(({ value }) => value.program_certificate.status)).toEqual([
      ...['awarded', 'revoked', 'awarded', 'revoked'],
    ]);
  });

  it('are given up after the usual attempts where the bus refuses them, so that staff see it', async () => {
    await signIn('refused_learner', 7171);
    await redis.command('SET', PROGRAM_STREAM, 'a key that is no stream');
    await award('refused_learner');
    await until(async () => {
      const touched = await sql(
        `with touched as (
           update outbox set attempts = max_attempts - 1, run_at = now()
            where subscriber = 'events.program-certificates' and state = 'ready' and attempts > 0 returning id)
         select id from touched`,
      );
      return touched.length === 1;
    });
    await until(async () => (await states())[0] === 'dead');
    const [row] = await sql<{ error: string }>(
      'select last_error as error from outbox where state = $1',
      'dead',
    );
    expect(row!.error).toBe('Redis refuses the entry (WRONGTYPE)');
  });

  it('are not written for certificates of courses, nor where nobody is to write', async () => {
    await issue(test, 'course_learner', { course_run_key: MATHEMATICS.run, mode: 'verified' });
    const silent = await createTestApp({
      databaseUrl: test.databaseUrl,
      env: { ROLE: 'api', EVENT_BUS_URL: redis.url, EVENT_BUS_PRODUCE: 'off' },
    });
    await issue(silent, 'course_learner', { program_uuid: MATHEMATICS.program });
    await silent.close();
    expect(await states()).toEqual([]);
  });
});
