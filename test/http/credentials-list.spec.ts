import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countStatements } from '../support/count-statements.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000006';
const LIST = '/api/v2/credentials/';

describe('GET /api/v2/credentials/', () => {
  let test: TestApp;
  let root: string;

  const get = (path: string, authorization = root) =>
    test.request.get(path).set('Authorization', authorization);

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    root = test.as('root');
    for (let n = 0; n < 25; n += 1) {
      await test.request
        .post(LIST)
        .set('Authorization', root)
        .send({
          username: `listed_${n}`,
          credential: { program_uuid: PROGRAM },
          attributes: [{ name: 'whitelist_reason', value: `n ${n}` }],
        })
        .expect(201);
    }
  });

  afterAll(() => test.close());

  it('answers page=last and keeps the other parameters in the links', async () => {
    const { body } = await get(`${LIST}?program_uuid=${PROGRAM}&only_visible=false&page=last`).expect(200);
    expect(body.count).toBe(25);
    expect(body.results).toHaveLength(5);
    expect(body.next).toBeNull();
    expect(body.previous).toBe(`${test.base}${LIST}?program_uuid=${PROGRAM}&only_visible=false`);
  });

  it.each(['0', '-1', '1.5', 'x', '3', '99999999999'])('says that there is no page %s', async (page) => {
    const { body } = await get(`${LIST}?program_uuid=${PROGRAM}&page=${page}`).expect(404);
    expect(body).toEqual({ detail: 'Invalid page.' });
  });

  it('answers an empty list for a malformed program_uuid', async () => {
    const { body } = await get(`${LIST}?program_uuid=nonsense`).expect(200);
    expect(body).toEqual({ count: 0, next: null, previous: null, results: [] });
  });

  it('refuses an invalid status and ignores an unknown parameter', async () => {
    const { body } = await get(`${LIST}?status=expired`).expect(400);
    expect(body).toEqual({ status: ['"expired" is not a valid choice.'] });
    await get(`${LIST}?colour=green&username=listed_1`).expect(200);
  });

  it('says what is wrong with the filter only to who may list', async () => {
    const stranger = test.as('stranger');
    for (const path of [`${LIST}?status=expired`, `${LIST}?page=x`, '/api/v1/credentials/']) {
      await get(path, stranger).expect(403);
    }
    await get(`${LIST}?username=stranger&status=expired`, stranger).expect(400);
    await get(`${LIST}?status=expired&page=x`).expect(400);
  });

  it('takes the last of a repeated parameter', async () => {
    const { body } = await get(`${LIST}?username=nobody&username=listed_3`).expect(200);
    expect(body.count).toBe(1);
  });

  it('costs at most three statements whatever the page holds', async () => {
    await get(`${LIST}?username=listed_1`).expect(200);
    const full = await countStatements(test.dataSource, () =>
      get(`${LIST}?program_uuid=${PROGRAM}`).expect(200),
    );
    const one = await countStatements(test.dataSource, () => get(`${LIST}?username=listed_1`).expect(200));
    expect(full).toBeGreaterThanOrEqual(1);
    expect(full).toBeLessThanOrEqual(3);
    expect(one).toBe(full);
  });

  it('costs at most three statements to read one credential', async () => {
    const { body } = await get(`${LIST}?username=listed_1`).expect(200);
    const { uuid } = body.results[0] as { uuid: string };
    const count = await countStatements(test.dataSource, () => get(`${LIST}${uuid}/`).expect(200));
    expect(count).toBeGreaterThanOrEqual(1);
    expect(count).toBeLessThanOrEqual(3);
  });

  it('lists the same with the number of each credential in version 1', async () => {
    const two = await get(`${LIST}?program_uuid=${PROGRAM}`).expect(200);
    const one = await get(`/api/v1/credentials/?program_uuid=${PROGRAM}`).expect(200);
    const numbers = (one.body.results as { id: number }[]).map(({ id }) => id);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect((one.body.results as Record<string, unknown>[]).map(({ id: _, ...rest }) => rest)).toEqual(
      two.body.results,
    );
  });
});
