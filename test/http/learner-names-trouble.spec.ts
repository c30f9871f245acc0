import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS, pageOf } from '../support/certificates.js';
import { deliverOutbox } from '../support/deliver-outbox.js';
import { FakeLms, type LmsFault } from '../support/fake-lms.js';
import { stopClock } from '../support/still-clock.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

/** An application starts, perhaps on a busy machine. */
const START_MS = 180_000;

/** Each test has a process of its own: one that has met trouble leaves the LMS alone for a while. */
describe('an LMS with trouble', () => {
  let lms: FakeLms;
  let home: TestApp;
  let test: TestApp;
  let uuid: string;

  beforeAll(async () => {
    lms = await FakeLms.start();
    home = await createTestApp({ world: true, env: { ROLE: 'api' } });
  }, START_MS);

  beforeEach(async () => {
    lms.reset();
    lms.users = { frida88: { name: 'Frida Example' } };
    await sql('truncate outbox, user_credential, user_grade cascade');
    await sql(`delete from users where username = 'frida88'`);
    test = await start('api');
    uuid = await issue(test, 'frida88', { course_run_key: MATHEMATICS.run, mode: 'verified' });
    await sql(`update users set full_name = 'Frida of a Token' where username = 'frida88'`);
  }, START_MS);

  afterEach(() => test.close());

  afterAll(async () => {
    await home.close();
    await lms.stop();
  });

  const sql = <Row = unknown>(text: string) => home.dataSource.query<Row[]>(text);
  const start = (ROLE: string) =>
    createTestApp({ env: { ...lms.env, ROLE, OUTBOX_POLL: '1' }, databaseUrl: home.databaseUrl });
  const learnerOnPage = async (of = test) => {
    const { text } = await of.request.get(pageOf(uuid)).expect(200);
    return /<bdi class="learner">([^<]*)</.exec(text)?.[1];
  };
  const until = async (condition: string) => {
    const met = async () =>
      (await sql<{ met: boolean }>(`select ${condition} as met from users where username = 'frida88'`))[0]
        ?.met;
    while ((await met()) !== true) await delay(10);
  };

  it.each<LmsFault>(['status 500', 'HTML', 'cut off', 'client refused'])(
    'leaves the last known name, and is asked again later: %s',
    async (fault) => {
      lms.fault = fault;
      await learnerOnPage();
      await until(`name_attempts = 1 and name_due_at > now() + interval '4 minutes'`);
      const asked = lms.requests.length;
      expect(await learnerOnPage()).toBe('Frida of a Token');
      expect(await learnerOnPage()).toBe('Frida of a Token');
      expect(lms.requests).toHaveLength(asked);
    },
  );

  it('is asked again when it is better, by another process too', async () => {
    lms.fault = 'status 500';
    await learnerOnPage();
    await until(`name_attempts = 1 and name_due_at > now() + interval '4 minutes'`);
    lms.fault = undefined;
    await sql(`update users set name_due_at = now() where username = 'frida88'`);
    const other = await start('api');
    await learnerOnPage(other);
    await until(`name_attempts = 0`);
    expect(await learnerOnPage()).toBe('Frida Example');
    await other.close();
  });

  it('delays the question for a new learner, until it is given up without a dead message', async () => {
    lms.fault = 'status 500';
    const delivery = async () => {
      await deliverOutbox(test);
      return (await sql<object>(`select state, last_error from outbox where topic = 'learner.unnamed'`))[0];
    };
    expect(await delivery()).toEqual({ state: 'ready', last_error: 'the LMS has not answered yet' });
    await sql(`update outbox set attempts = 10, run_at = now() where topic = 'learner.unnamed'`);
    expect(await delivery()).toEqual({
      state: 'cancelled',
      last_error: 'the LMS did not answer; it is asked again when somebody looks',
    });
  });

  it.each<LmsFault>(['status 500', 'HTML'])('with some users is about these only: %s', async (fault) => {
    const bad = Array.from({ length: 8 }, (_, index) => `bad${index}`);
    const good = Array.from({ length: 15 }, (_, index) => `good${index}`);
    await sql(`delete from users where username like 'bad_' or username like 'good%'`);
    lms.users = Object.fromEntries([
      ...bad.map((username) => [username, { name: 'Bad', fault }]),
      ...good.map((username) => [username, { name: `Good ${username}` }]),
    ]);
    // The first one is good, so that one bad answer at least comes after it.
    for (const username of ['good0', ...bad, ...good.slice(1)])
      await issue(test, username, { course_run_key: MATHEMATICS.run, mode: 'verified' });
    await deliverOutbox(test);
    const named = await sql<{ username: string }>(`select username from users where lms_name <> ''`);
    expect(named.map(({ username }) => username).sort()).toEqual(good.sort());
  });

  it.each<LmsFault>(['status 503', 'client refused'])(
    'as a whole is asked about nobody for a while: %s',
    async (fault) => {
      const startClock = stopClock();
      try {
        lms.fault = fault;
        await learnerOnPage();
        await until(`name_attempts = 1 and name_due_at > now() + interval '4 minutes'`);
        lms.fault = undefined;
        const asked = lms.requests.length;
        await sql(`update users set name_due_at = now() where username = 'frida88'`);
        expect(await learnerOnPage()).toBe('Frida of a Token');
        expect(lms.requests).toHaveLength(asked);
      } finally {
        startClock();
      }
    },
  );

  it('does not keep the service from stopping', async () => {
    lms.fault = 'silent';
    await learnerOnPage();
    await until('name_attempts = 1');
    await test.close();
    // The outcome was written before the database was left.
    await until(`name_due_at > now() + interval '1 minute'`);
    test = await start('api');
  });

  it('that is well gives a worker the name by itself', async () => {
    const worker = await start('worker');
    await until(`lms_name = 'Frida Example'`);
    expect(await learnerOnPage()).toBe('Frida Example');
    await worker.close();
  });
});
