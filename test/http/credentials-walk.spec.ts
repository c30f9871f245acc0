import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { feedSettled } from '../support/feed-settled.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const LIST = '/api/v2/credentials/';
const RUN = 'course-v1:TestX+AA101+1T2023';

interface Credential {
  readonly uuid: string;
  readonly username: string;
  readonly status: string;
  readonly attributes: { readonly name: string; readonly value: string }[];
}

interface WalkPage {
  readonly next: string | null;
  readonly previous: null;
  readonly cursor?: string;
  readonly results: Credential[];
}

describe('a walk through the credentials', () => {
  let test: TestApp;
  let root: string;

  const get = (path: string, authorization = root) =>
    test.request.get(path).set('Authorization', authorization);

  const issue = async (username: string, more: object = {}): Promise<Credential> => {
    const { body } = await test.request
      .post(LIST)
      .set('Authorization', root)
      .send({ username, credential: { course_run_key: RUN, mode: 'verified' }, ...more })
      .expect(201);
    return body as Credential;
  };

  const page = async (path: string): Promise<WalkPage> => (await get(path).expect(200)).body as WalkPage;

  /** Follows `next` to the end. */
  const walk = async (query: string): Promise<{ seen: Credential[]; cursor: string }> => {
    const seen: Credential[] = [];
    await feedSettled(test.dataSource);
    for (let path = `${LIST}?${query}`; ;) {
      const { next, results, cursor } = await page(path);
      seen.push(...results);
      if (next === null) return { seen, cursor: cursor ?? '' };
      path = next.slice(test.base.length);
    }
  };

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    root = test.as('root');
    for (let n = 0; n < 12; n += 1) await issue(`walker_${n}`);
  });

  afterAll(() => test.close());

  it('reads every credential once, oldest or latest first, without a count', async () => {
    const { seen } = await walk('cursor=&page_size=5');
    const uuids = seen.map(({ uuid }) => uuid);
    const { body } = await get(`${LIST}?page_size=500`).expect(200);
    const all = (body.results as Credential[]).map(({ uuid }) => uuid);
    expect(uuids).toEqual(all);
    expect(body.count).toBe(all.length);
    const latest = await walk('order=-created&page_size=7');
    expect(latest.seen.map(({ uuid }) => uuid)).toEqual(all.toReversed());
    expect(await page(`${LIST}?cursor=&page_size=1`)).toEqual({
      next: expect.any(String),
      previous: null,
      results: [expect.anything()],
    });
  });

  it('finds a run by a key whose plus was not encoded', async () => {
    const ask = async (key: string) =>
      (await get(`${LIST}?course_run=${key}&cursor=`).expect(200)).body.results;
    const encoded = await ask(encodeURIComponent(RUN));
    expect(encoded.length).toBeGreaterThan(0);
    expect(await ask(RUN)).toEqual(encoded);
  });

  it('numbers pages of another size as it does those of twenty', async () => {
    const { body } = await get(`${LIST}?course_run=${encodeURIComponent(RUN)}&page_size=5&page=2`).expect(
      200,
    );
    expect(body.results).toHaveLength(5);
    expect(body.previous).toBe(`${test.base}${LIST}?course_run=${encodeURIComponent(RUN)}&page_size=5`);
    expect(body.next).toContain('page_size=5&page=3');
    const last = await get(`${LIST}?page_size=5&page=last`).expect(200);
    expect(last.body.next).toBeNull();
    await get(`${LIST}?page_size=500&page=2`).expect(404);
  });

  it('goes on from the end of the feed with what has changed since, in its present state', async () => {
    const { cursor } = await walk('order=modified');
    expect((await page(`${LIST}?order=modified&cursor=${cursor}`)).results).toEqual([]);
    const made = await issue('walker_new');
    await issue('walker_3', { attributes: [{ name: 'why', value: 'a letter' }] });
    await test.request.delete(`${LIST}${made.uuid}/`).set('Authorization', root).expect(200);
    await feedSettled(test.dataSource);
    const { results, next } = await page(`${LIST}?order=modified&cursor=${cursor}`);
    expect(next).toBeNull();
    expect(results.map(({ username, status }) => [username, status])).toEqual([
      ['walker_3', 'awarded'],
      ['walker_new', 'revoked'],
    ]);
    expect(results[0]!.attributes).toEqual([{ name: 'why', value: 'a letter' }]);
  });

  it('shows an attribute that was changed by hand', async () => {
    await issue('walker_4', { attributes: [{ name: 'note', value: 'old' }] });
    const { cursor } = await walk('order=modified');
    for (const sql of [
      `update user_credential_attribute set value = 'new' where name = 'note'`,
      `delete from user_credential_attribute where name = 'note'`,
    ]) {
      await test.dataSource.query(sql);
    }
    await feedSettled(test.dataSource);
    const { results } = await page(`${LIST}?order=modified&cursor=${cursor}`);
    expect(results.map(({ username, attributes }) => [username, attributes])).toEqual([['walker_4', []]]);
  });

  it('begins the feed at a time', async () => {
    const { body } = await get(`${LIST}?username=walker_11`).expect(200);
    const { modified } = (body.results as { modified: string }[])[0]!;
    const { seen } = await walk(`order=modified&modified_after=${modified}&page_size=2`);
    expect(seen.map(({ username }) => username)).toContain('walker_11');
    expect(seen.map(({ username }) => username)).not.toContain('walker_10');
  });

  it.each([
    ['course_run', RUN.toUpperCase(), true],
    ['course_run', 'course-v1:No+Such+Run', false],
    ['mode', 'verified', true],
    ['mode', 'honor', false],
    ['organization', 'nobodyX', false],
    ['created_after', '2020-01-01', true],
    ['created_before', '2020-01-01', false],
    ['modified_after', '2020-01-01T00:00:00Z', true],
    ['modified_after', '9000-01-01T00:00:00+01:00', false],
    ['modified_before', '2020-01-01T00:00', false],
  ])('filters by %s, %s: %p, in pages and walks', async (name, value, isIn) => {
    const filter = `username=walker_5&${name}=${encodeURIComponent(value)}`;
    const { body } = await get(`${LIST}?${filter}`).expect(200);
    expect(body.count).toBe(isIn ? 1 : 0);
    expect((await walk(`cursor=&${filter}`)).seen).toHaveLength(isIn ? 1 : 0);
    expect((await walk(`order=modified&${filter}`)).seen).toHaveLength(isIn ? 1 : 0);
  });

  it('finds what belongs to an organization: the programs it authors, and the runs of its courses', async () => {
    const names = await test.dataSource.query<{ key: string }[]>(
      `select o.key from organization o join course_owner owner on owner.organization_id = o.id
         join course_run cr on cr.course_id = owner.course_id where lower(cr.key) = lower('${RUN}')`,
    );
    expect(names.length).toBeGreaterThan(0);
    for (const { key } of names) {
      const { seen } = await walk(`order=modified&organization=${key.toLowerCase()}`);
      expect(seen.map(({ username }) => username)).toContain('walker_6');
    }
  });

  it('takes a time whose plus was not escaped', async () => {
    const { body } = await get(`${LIST}?username=walker_5&created_after=2020-01-01T00:00:00+00:00`).expect(
      200,
    );
    expect(body.count).toBe(1);
  });

  it('finds several learners, in any letter case, and lists them for who may see all', async () => {
    const query = 'username=WALKER_1&username=walker_2&username=nobody';
    const { body } = await get(`${LIST}?${query}`).expect(200);
    expect((body.results as Credential[]).map(({ username }) => username)).toEqual(['walker_1', 'walker_2']);
    expect((await walk(`cursor=&page_size=1&${query}`)).seen).toHaveLength(2);
    await get(`${LIST}?username=walker_1&username=walker_2`, test.as('walker_1')).expect(403);
    await get(`${LIST}?username=walker_2&username=walker_1`, test.as('walker_1')).expect(403);
    const own = await get(`${LIST}?username=walker_1&username=WALKER_1`, test.as('walker_1')).expect(200);
    expect(own.body.count).toBe(1);
    await get(`${LIST}?username=a%00b&username=walker_1`).expect(400);
  });

  it.each([
    ['order=sideways', 'order'],
    ['order=modified&cursor=x', 'cursor'],
    ['cursor=MTIz', 'cursor'],
    ['page_size=501', 'page_size'],
    ['cursor=&page_size=0', 'page_size'],
    ['created_after=yesterday', 'created_after'],
    ['modified_before=2026-13-01', 'modified_before'],
  ])('refuses %s and says so at %s', async (query, field) => {
    const { body } = await get(`${LIST}?${query}`).expect(400);
    expect(body).toEqual({ [field]: [expect.any(String)] });
  });

  it('keeps to one’s own for who may not see all', async () => {
    await feedSettled(test.dataSource);
    const own = await get(`${LIST}?order=modified&username=walker_7`, test.as('walker_7')).expect(200);
    expect(own.body.results).toHaveLength(1);
    await get(`${LIST}?order=modified`, test.as('walker_7')).expect(403);
  });
});
