import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogDescription, CatalogService } from '../../src/catalog/index.js';
import { readDescription } from '../../src/platform/validation/index.js';
import { readWorld } from '../support/template-database.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const RUN = '0d000000-0000-4000-8000-000000000011';
const OLD = 'course-v1:TestX+AA101+1T2023';
const NEW = 'course-v1:TestX+AA101+1T2023_again';

interface World {
  catalog: { courses: { course_runs: { uuid: string; key: string }[] }[] };
}

describe('a course run that gets another key', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });

  afterAll(() => test.close());

  const sql = <Row>(text: string, values: unknown[] = []) => test.dataSource.query<Row[]>(text, values);
  const admin = () => test.as('root');

  beforeEach(async () => {
    await sql('truncate user_credential, course_certificate cascade');
    await sql('update course_run set key = $1 where key = $2', [OLD, NEW]);
  });

  const issue = (key: string) =>
    test.request
      .post('/api/v2/credentials/')
      .set('Authorization', admin())
      .send({ username: 'alice', credential: { course_run_key: key, mode: 'verified' } });

  const configure = (key: string, fields: object = {}) =>
    test.request
      .post('/api/v2/course_certificates/')
      .set('Authorization', admin())
      .send({ course_id: key, certificate_type: 'verified', is_active: true, ...fields })
      .expect(201);

  const certificate = (key: string) =>
    test.request.get(`/api/v2/course_certificates/${encodeURIComponent(key)}/`).set('Authorization', admin());

  /** The world's catalog, in which the run has the key. */
  const described = async (key: string) => {
    const { catalog } = (await readWorld()) as World;
    for (const run of catalog.courses.flatMap(({ course_runs: runs }) => runs))
      if (run.key === OLD) run.key = key;
    const { value, problems } = readDescription(CatalogDescription, catalog, 'refuse');
    expect(problems).toEqual([]);
    return value;
  };

  const WAYS: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      'an import',
      async () => {
        const catalog = await described(NEW);
        await test.database.transaction((transaction) =>
          test.app.get(CatalogService, { strict: false }).apply(transaction, catalog),
        );
      },
    ],
    [
      'the administration',
      async () => {
        const path = `/api/v2/admin/course_runs/${RUN}/`;
        const { body } = await test.request.get(path).set('Authorization', admin()).expect(200);
        const { key: _, updated_at: __, ...entry } = body as Record<string, unknown>;
        await test.request
          .put(path)
          .set('Authorization', admin())
          .send({ ...entry, key: NEW })
          .expect(200);
      },
    ],
    ['SQL by hand', () => sql('update course_run set key = $1 where key = $2', [NEW, OLD])],
  ];

  it.each(WAYS)('takes its certificates along: by %s', async (_, rename) => {
    const first = await issue(OLD).expect(201);
    await rename();
    const { body } = await certificate(NEW).expect(200);
    expect(body).toMatchObject({ course_id: NEW, course_run: NEW, certificate_type: 'verified' });
    const again = await issue(NEW).expect(201);
    expect(again.body).toMatchObject({
      uuid: (first.body as { uuid: string }).uuid,
      credential: { course_run_key: NEW, credential_id: (body as { id: number }).id },
    });
    await certificate(OLD).expect(404);
    await issue(OLD).expect(400);
    expect(await sql('select from course_certificate')).toHaveLength(1);
  });

  it('gives the settings of a certificate that waited for the key to its own', async () => {
    const first = await issue(OLD).expect(201);
    await configure(NEW.toLowerCase(), {
      certificate_type: 'honor',
      certificate_available_date: '2027-01-02T03:04:05Z',
      is_active: false,
    });
    await WAYS[0]![1]();
    expect(
      await sql(
        `select certificate_type as type, course_id as key, is_active, certificate_available_date = '2027-01-02T03:04:05Z' as dated
           from course_certificate where course_run_id is not null order by 1`,
      ),
    ).toEqual([{ type: 'honor', key: NEW, is_active: false, dated: true }]);
    expect(
      (
        await test.request
          .get(`/api/v2/credentials/${(first.body as { uuid: string }).uuid}/`)
          .set('Authorization', admin())
      ).body,
    ).toMatchObject({
      credential: { course_run_key: NEW },
    });
  });

  it('takes the credentials of a certificate that waited for the key, except from learners who have both', async () => {
    await issue(OLD).expect(201);
    await configure(NEW);
    await sql(`
      insert into user_credential (user_id, course_certificate_id, status)
      select users.id, waiting.id, 'awarded' from users, course_certificate waiting
       where username in ('alice', 'bob') and course_run_id is null`);
    await WAYS[1]![1]();
    expect(
      await sql(`
        select username, replace(course_id, ' ' || certificate.id, ' number') as key
          from user_credential join users on users.id = user_id
          join course_certificate certificate on certificate.id = course_certificate_id
         order by 1, 2`),
    ).toEqual([
      { username: 'alice', key: NEW },
      { username: 'alice', key: `${NEW} number` },
      { username: 'bob', key: NEW },
    ]);
  });

  it('leaves the old key to a new certificate that waits for a run', async () => {
    await issue(OLD).expect(201);
    await WAYS[2]![1]();
    const { body } = await configure(OLD);
    expect(body).toMatchObject({ course_id: OLD, course_run: null });
    expect(await sql('select from course_certificate')).toHaveLength(2);
  });

  it('is issued for a certificate that was configured while the run arrived', async () => {
    await configure(OLD);
    await sql('update course_certificate set course_run_id = null');
    const { body } = await issue(OLD).expect(201);
    expect(body).toMatchObject({ credential: { course_run_key: OLD } });
    expect(await sql('select course_run_id is not null as linked from course_certificate')).toEqual([
      { linked: true },
    ]);
  });

  it.each([OLD, NEW])('needs no mode for a certificate that waits, under %s', async (key) => {
    await configure(key);
    await sql('update course_certificate set course_run_id = null');
    await sql('update course_run set key = $1 where key = $2', [key, OLD]);
    await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', admin())
      .send({ username: 'alice', credential: { course_run_key: key } })
      .expect(201);
  });
});
