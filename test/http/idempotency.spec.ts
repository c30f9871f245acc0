import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { keepAnswer } from '../../src/identity/idempotency/idempotency.sql.js';
import { KeyCleaner } from '../../src/identity/index.js';
import { countStatements } from '../support/count-statements.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const CREDENTIALS = '/api/v2/credentials/';
const PROGRAM = '0e000000-0000-4000-8000-000000000001';

describe('a request with an Idempotency-Key', () => {
  let test: TestApp;
  let key: string;
  let learner: string;
  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });
  afterAll(() => test.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });
  beforeEach(() => {
    key = randomUUID();
    learner = `learner-${key}`;
  });

  const award = ({ sent = key, user = 'root', body = {} } = {}) =>
    test.request
      .post(CREDENTIALS)
      .set({ Authorization: test.as(user, { administrator: true }), 'Idempotency-Key': sent })
      .send({ username: learner, credential: { program_uuid: PROGRAM }, ...body });

  const known = (): Promise<{ executed: boolean; status: number | null }[]> =>
    test.dataSource.query('select executed, status from idempotency_key where key = $1', [key]);

  /** Leaves what a process leaves that ends before the answer is stored. */
  const loseAnswer = (executed: boolean, leaseSeconds: number) =>
    test.dataSource.query(
      `update idempotency_key set executed = $2, status = null, headers = null, body = null,
         leased_until = clock_timestamp() + make_interval(secs => $3) where key = $1`,
      [key, executed, leaseSeconds],
    );

  const age = () =>
    test.dataSource.query(
      `update idempotency_key set created = created - interval '25 hours' where key = $1`,
      [key],
    );

  it('gets its first answer again, with a header that says so', async () => {
    const first = await award();
    expect([first.status, first.headers['idempotency-replayed']]).toEqual([201, undefined]);
    const second = await award();
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(second.headers).toMatchObject({
      'idempotency-replayed': 'true',
      'content-type': first.headers['content-type'],
    });
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
  });

  it('is carried out once, however many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => award()));
    const first = answers.filter(
      ({ status, headers }) => status === 201 && headers['idempotency-replayed'] === undefined,
    );
    expect(first).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(await known()).toEqual([{ executed: true, status: 201 }]);
  });

  it('is refused with another body; another user has keys of their own', async () => {
    await award();
    const other = await award({ body: { status: 'revoked' } });
    expect([other.status, other.headers['x-error-code']]).toEqual([422, 'idempotency_key_reused']);
    const another = await award({ user: 'admin', body: { status: 'revoked' } });
    expect([another.status, another.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('frees its key when it is refused', async () => {
    await award({ body: { status: 'nonsense' } }).expect(400);
    expect(await known()).toEqual([]);
    await award().expect(201);
  });

  it('is a 409 while the first one is in progress, and carried out when that was lost', async () => {
    await award();
    await loseAnswer(false, 60);
    const second = await award();
    expect(second.status).toBe(409);
    expect(second.headers).toMatchObject({ 'x-error-code': 'idempotency_key_in_use', 'retry-after': '1' });
    await loseAnswer(false, -1);
    const third = await award();
    expect([third.status, third.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('says so when the change was made and its answer is lost', async () => {
    await award();
    await loseAnswer(true, -1);
    const { status, headers } = await award();
    expect([status, headers['x-error-code']]).toEqual([409, 'idempotency_answer_lost']);
  });

  it('is not carried out again when the process ends between the change and its answer', async () => {
    const run = test.database.run.bind(test.database);
    jest
      .spyOn(test.database, 'run')
      .mockImplementation((...parameters: Parameters<typeof run>) =>
        parameters[0].name === keepAnswer.name ? Promise.reject(new Error('ended')) : run(...parameters),
      );
    await award().expect(201);
    expect(await known()).toEqual([{ executed: true, status: null }]);
    expect((await award()).headers['x-error-code']).toBe('idempotency_key_in_use');
    await loseAnswer(true, -1);
    const { status, headers } = await award();
    expect([status, headers['x-error-code']]).toEqual([409, 'idempotency_answer_lost']);
  });

  it('costs three statements; a request without the header costs none', async () => {
    const send = (headers: Record<string, string>) => () =>
      test.request
        .post(CREDENTIALS)
        .set({ Authorization: test.as('root', { administrator: true }), ...headers })
        .send({ username: learner, credential: { program_uuid: PROGRAM } })
        .expect(201);
    await send({})();
    const without = await countStatements(test.dataSource, send({}));
    const having = await countStatements(test.dataSource, send({ 'Idempotency-Key': key }));
    // Begin and commit, and four that award.
    expect([without, having - without]).toEqual([6, 3]);
  });

  it('does not show its answer to a caller whose rights have changed since', async () => {
    const caller = `share-${key}`;
    const path = `/records/programs/${PROGRAM.replaceAll('-', '')}/share/`;
    const share = (administrator: boolean) =>
      test.request
        .post(path)
        .set({ Authorization: test.as(caller, { administrator }), 'Idempotency-Key': key })
        .send({ username: learner });
    await award();
    await share(true).expect(201);
    expect((await share(true).expect(201)).headers['idempotency-replayed']).toBe('true');
    await test.dataSource.query('update users set is_staff = false where username = $1', [caller]);
    const { status, headers, text } = await share(false);
    expect([status, headers['x-error-code']]).toEqual([409, 'idempotency_answer_lost']);
    expect(text).not.toContain('shared');
    // The change is not made again.
    await share(false).expect(409);
  });

  it('is new after 24 hours, and its key is deleted', async () => {
    await award();
    await age();
    expect((await award()).headers['idempotency-replayed']).toBeUndefined();
    await age();
    await test.app.get(KeyCleaner, { strict: false }).clean();
    expect(await known()).toEqual([]);
  });

  it.each(['a b', 'x'.repeat(256)])('is a 400 for a key that is none: %s', async (sent) => {
    await award({ sent }).expect(400);
  });
});
