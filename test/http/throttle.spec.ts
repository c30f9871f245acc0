import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countStatements } from '../support/count-statements.js';
import { createProbeApp, type ProbeApp } from './probe-app.js';
import { forge } from './token-forge.js';

const LIMIT = 15;
const ENV = { THROTTLE_CREDENTIALS: `${LIMIT}/minute`, THROTTLE_GRADES: '2/hour' };

describe('the throttle', () => {
  let probe: ProbeApp;
  let other: ProbeApp;

  beforeAll(async () => {
    probe = await createProbeApp({ env: ENV });
    const { url } = probe.dataSource.options as { url: string };
    other = await createProbeApp({ env: ENV, databaseUrl: url });
  });

  afterAll(async () => {
    await other.close();
    await probe.close();
  });

  const call = (username: string, { request } = probe, route = 'throttled') =>
    request.get(`/probe/${route}`).set('Authorization', `JWT ${forge(username)}`);
  const times = async (count: number, one: (index: number) => ReturnType<typeof call>): Promise<number[]> => {
    const answers = await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
    return answers.map(({ status }) => status).sort();
  };
  const accepted = (count: number, all: number): number[] => [
    ...Array<number>(count).fill(200),
    ...Array<number>(all - count).fill(429),
  ];
  /** Moves the user's calls into the past. */
  const age = (username: string, seconds: number) =>
    probe.sql(
      `update throttle set hits = array(select hit - make_interval(secs => $2) from unnest(hits) hit order by hit)
       where user_id = (select id from users where username = $1)`,
      [username, seconds],
    );

  it('accepts exactly as many calls as the limit allows, however many come at once to whatever process', async () => {
    expect(await times(40, (index) => call('busy', index % 2 === 0 ? probe : other))).toEqual(
      accepted(LIMIT, 40),
    );
  });

  it('says when to come again', async () => {
    await times(LIMIT, () => call('late'));
    await age('late', 20);
    const answer = await call('late').expect(429);
    const seconds = Number(answer.headers['retry-after']);
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThanOrEqual(40);
    expect(answer.body).toEqual({
      detail: `Request was throttled. Expected available in ${seconds} seconds.`,
    });
  });

  it('says with each counted call how many are left, and when there will be more', async () => {
    const accepted = await call('counted').expect(200);
    expect(accepted.headers).toMatchObject({
      'ratelimit-limit': String(LIMIT),
      'ratelimit-remaining': String(LIMIT - 1),
      'ratelimit-policy': `${LIMIT};w=60`,
    });
    expect(Number(accepted.headers['ratelimit-reset'])).toBeGreaterThan(30);
    await times(LIMIT - 1, () => call('counted'));
    await age('counted', 20);
    const { headers } = await call('counted').expect(429);
    expect(headers).toMatchObject({
      'ratelimit-remaining': '0',
      'ratelimit-reset': headers['retry-after'],
      'x-error-code': 'throttled',
    });
  });

  it('lets the window slide: each call is free again a minute after it came', async () => {
    await times(10, () => call('slider'));
    await age('slider', 40);
    await times(5, () => call('slider'));
    await call('slider').expect(429);
    await age('slider', 21);
    expect(await times(12, () => call('slider'))).toEqual(accepted(10, 12));
  });

  it('does not count the calls that it refused', async () => {
    await times(LIMIT + 20, () => call('eager'));
    const [row] = await probe.sql<{ count: number }>(
      `select cardinality(hits) as count from throttle t join users u on u.id = t.user_id where username = 'eager'`,
    );
    expect(row!.count).toBe(LIMIT);
  });

  it('counts each user and each kind of call apart', async () => {
    await times(LIMIT, () => call('one'));
    await call('one').expect(429);
    await call('two').expect(200);
    expect(await times(3, () => call('one', probe, 'throttled-apart'))).toEqual(accepted(2, 3));
  });

  it('leaves staff and superusers free', async () => {
    await probe.sql(
      `insert into users (username, is_staff, is_superuser) values ('st', true, false), ('su', false, true)`,
    );
    expect(await times(LIMIT + 5, () => call('st'))).toEqual(accepted(LIMIT + 5, LIMIT + 5));
    expect(await times(LIMIT + 5, () => call('su'))).toEqual(accepted(LIMIT + 5, LIMIT + 5));
    expect((await call('st')).headers['ratelimit-limit']).toBeUndefined();
  });

  it('does not count callers who are refused for who they are', async () => {
    await probe.request.get('/probe/throttled').expect(401);
    await call('x', probe, 'throttled').set('Authorization', 'JWT garbage').expect(401);
  });

  it('does not count the calls that the handler refuses with 403, and only those', async () => {
    await times(LIMIT - 1, () => call('denied'));
    const refused = await times(LIMIT + 5, () => call('denied', probe, 'throttled-refused'));
    expect(new Set(refused.filter((status) => status !== 429))).toEqual(new Set([403]));
    await call('denied', probe, 'throttled-refused').expect(403);
    await call('denied', probe, 'throttled-missing').expect(404);
    await call('denied').expect(429);
    await call('denied', probe, 'throttled-refused').expect(429);
  });

  it('costs nothing when it is off', async () => {
    const { url } = probe.dataSource.options as { url: string };
    const off = await createProbeApp({ env: { THROTTLE_CREDENTIALS: 'off' }, databaseUrl: url });
    try {
      await call('free', off).expect(200);
      const statements = await countStatements(off.dataSource, async () => {
        expect(await times(LIMIT + 5, () => call('free', off))).toEqual(accepted(LIMIT + 5, LIMIT + 5));
      });
      expect(statements).toBe(0);
    } finally {
      await off.close();
    }
  });
});
