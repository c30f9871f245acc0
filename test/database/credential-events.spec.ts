import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { credentialAwarded, credentialRevoked } from '../../src/credentials/index.js';
import { SubscriberRegistry } from '../../src/platform/outbox/subscriber-registry.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = { program_uuid: '0e000000-0000-4000-8000-000000000001' };
const RUN = { course_run_key: 'course-v1:TestX+AA101+1T2023', mode: 'verified' };

describe('events of credentials', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    // Subscribers that want every event. No other subscriber wants events of course runs or revocations.
    const subscribers = test.app.get(SubscriberRegistry, { strict: false });
    const subscriber = { deliver: () => Promise.resolve() };
    subscribers.add({ name: 'test.awarded', topic: credentialAwarded }, subscriber);
    subscribers.add({ name: 'test.revoked', topic: credentialRevoked }, subscriber);
  });

  afterAll(() => test.close());

  beforeEach(async () => {
    await test.dataSource.query('delete from user_credential');
    await test.dataSource.query('truncate outbox');
  });

  const issue = async (body: object = {}) => {
    const answer = await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', credential: PROGRAM, ...body })
      .expect(201);
    return (answer.body as { uuid: string }).uuid;
  };

  const change = (method: 'patch' | 'put', uuid: string, body: object) =>
    test.request[method](`/api/v2/credentials/${uuid}/`)
      .set('Authorization', test.as('root'))
      .send(body)
      .expect(200);

  const patch = (uuid: string, body: object) => change('patch', uuid, body);

  const events = () =>
    test.dataSource.query<{ topic: string; kind: string; first: boolean }[]>(
      `select topic, payload->>'kind' as kind, (payload->>'first')::boolean as first
         from outbox where subscriber like 'test.%' order by id`,
    );

  it('tell of the first award with the credential’s number, and of nothing personal', async () => {
    const uuid = await issue();
    const [row] = await test.dataSource.query<[{ payload: object; id: string }]>(
      `select payload, (select id from user_credential where uuid = $1) as id
         from outbox where subscriber = 'test.awarded'`,
      [uuid],
    );
    expect(row.payload).toEqual({ credentialId: Number(row.id), kind: 'program', first: true, version: 1 });
    expect(await events()).toEqual([{ topic: 'credential.awarded', kind: 'program', first: true }]);
  });

  it('have a row for each subscriber that wants them, and none for the others', async () => {
    const wanted = () =>
      test.dataSource.query<{ subscriber: string }[]>(
        `select subscriber from outbox where subscriber not like 'test.%' order by subscriber`,
      );
    const uuid = await issue({ credential: RUN });
    await patch(uuid, { status: 'revoked' });
    expect(await wanted()).toEqual([]);
    const program = await issue();
    await patch(program, { status: 'revoked' });
    await patch(program, { status: 'awarded' });
    expect(await wanted()).toEqual([
      { subscriber: 'completion-mail' },
      { subscriber: 'credit-pathways.updates' },
    ]);
  });

  it('tell nothing when an issue repeats what is so', async () => {
    await issue();
    await issue();
    await issue({ attributes: [{ name: 'whitelist_reason', value: 'again' }] });
    expect(await events()).toHaveLength(1);
  });

  it('tell nothing when a change repeats what is so, or names no status', async () => {
    const uuid = await issue();
    await patch(uuid, { status: 'awarded' });
    await patch(uuid, {});
    expect(await events()).toHaveLength(1);
  });

  it('tell of each change, whichever way it is made', async () => {
    const uuid = await issue({ credential: RUN });
    await patch(uuid, { status: 'revoked' });
    await patch(uuid, { status: 'awarded' });
    await test.request
      .delete(`/api/v2/credentials/${uuid}/`)
      .set('Authorization', test.as('root'))
      .expect(200);
    await issue({ credential: RUN });
    await issue({ credential: RUN, status: 'revoked' });
    const kind = 'course-run';
    expect(await events()).toEqual([
      { topic: 'credential.awarded', kind, first: true },
      { topic: 'credential.revoked', kind, first: false },
      { topic: 'credential.awarded', kind, first: false },
      { topic: 'credential.revoked', kind, first: false },
      { topic: 'credential.awarded', kind, first: false },
      { topic: 'credential.revoked', kind, first: false },
    ]);
  });

  it('tell that a credential was made revoked', async () => {
    await issue({ status: 'revoked' });
    expect(await events()).toEqual([{ topic: 'credential.revoked', kind: 'program', first: false }]);
  });

  it.each<[string, (uuid: string) => PromiseLike<unknown>]>([
    ['an issue', () => issue()],
    ['a PATCH', (uuid) => change('patch', uuid, { status: 'awarded' })],
    ['a PUT', (uuid) => change('put', uuid, { status: 'awarded' })],
  ])('tell of the first award when %s awards what was made revoked', async (_, award) => {
    const uuid = await issue({ status: 'revoked' });
    await award(uuid);
    await patch(uuid, { status: 'revoked' });
    await award(uuid);
    const kind = 'program';
    expect(await events()).toEqual([
      { topic: 'credential.revoked', kind, first: false },
      { topic: 'credential.awarded', kind, first: true },
      { topic: 'credential.revoked', kind, first: false },
      { topic: 'credential.awarded', kind, first: false },
    ]);
  });

  it('leave the time of the first award as it was', async () => {
    const firstAward = async () => {
      const [row] = await test.dataSource.query<[{ at: string | null }]>(
        'select first_awarded_at::text as at from user_credential',
      );
      return row.at;
    };
    const uuid = await issue({ status: 'revoked' });
    expect(await firstAward()).toBeNull();
    await issue();
    const at = await firstAward();
    expect(at).not.toBeNull();
    await patch(uuid, { status: 'revoked' });
    await issue();
    await patch(uuid, { status: 'awarded' });
    expect(await firstAward()).toBe(at);
  });

  it('tell once of the first award of what was made revoked, however many requests come at once', async () => {
    const uuid = await issue({ status: 'revoked' });
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? issue() : patch(uuid, { status: 'awarded' }))),
    );
    expect(await events()).toEqual([
      { topic: 'credential.revoked', kind: 'program', first: false },
      { topic: 'credential.awarded', kind: 'program', first: true },
    ]);
  });

  it('tell of the first award once, however many requests come at once', async () => {
    await Promise.all(Array.from({ length: 40 }, () => issue()));
    expect(await events()).toEqual([{ topic: 'credential.awarded', kind: 'program', first: true }]);
  });

  it('follow one another by turns when awards and revocations come at once', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => issue({ status: n % 2 === 0 ? 'awarded' : 'revoked' })),
    );
    const topics = (await events()).map(({ topic }) => topic);
    expect(topics.every((topic, n) => n === 0 || topic !== topics[n - 1])).toBe(true);
    const [{ changes, status }] = await test.dataSource.query<[{ changes: number; status: string }]>(
      'select status_changes as changes, status from user_credential',
    );
    expect([topics.length, topics.at(-1)]).toEqual([changes, `credential.${status}`]);
  });

  it('take the change with them when they cannot be written', async () => {
    const uuid = await issue();
    await test.dataSource.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`,
    );
    await test.dataSource.query(
      'create trigger refuse before insert on outbox for each row execute function refuse()',
    );
    const { status } = await test.request
      .patch(`/api/v2/credentials/${uuid}/`)
      .set('Authorization', test.as('root'))
      .send({ status: 'revoked' });
    await test.dataSource.query('drop trigger refuse on outbox');
    expect(status).toBe(500);
    expect(await test.dataSource.query('select status from user_credential')).toEqual([
      { status: 'awarded' },
    ]);
  });
});
