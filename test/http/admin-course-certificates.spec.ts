import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EarnedCertificatesService } from '../../src/credentials/index.js';
import { ADMIN, adminCalls, TIME } from '../support/administration.js';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const KEY = MATHEMATICS.run;
const PATH = `course_certificates/${encodeURIComponent(KEY)}/`;
const IMAGE = `${PATH}signatories/0/image/`;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>';

const content = {
  title: 'Algebra, certified',
  language: 'es-419',
  signatories: [
    { name: 'Grace Hopper', title: 'Lecturer', organization_name_override: null },
    { name: 'Ada Lovelace', title: 'Chair', organization_name_override: 'Analytical Society' },
  ],
};

let test: TestApp;
let uuid: string;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  uuid = await issue(test, 'alice', { course_run_key: KEY, mode: 'verified' });
});

afterAll(() => test.close());

beforeEach(() => call('put', PATH, content).expect(200));

const call = adminCalls(() => test);
const earned = async () => (await test.app.get(EarnedCertificatesService, { strict: false }).find(uuid))!;
const upload = (path: string) =>
  test.request
    .put(`${ADMIN}/${path}`)
    .set('Authorization', test.as('admin'))
    .set('Content-Type', 'image/svg+xml')
    .send(SVG);

describe('what a course certificate says', () => {
  it('is set, and read in any letter case of the key', async () => {
    const { body } = await call('get', PATH).expect(200);
    expect(body).toEqual({
      id: expect.any(Number),
      course_run_key: KEY,
      ...content,
      signatories: content.signatories.map((signatory, position) => ({
        position,
        ...signatory,
        image: null,
      })),
      updated_at: expect.stringMatching(TIME),
    });
    expect((await call('get', `course_certificates/${KEY.toUpperCase()}/`).expect(200)).body).toEqual(body);
    expect((await call('put', PATH.toLowerCase(), content).expect(200)).body).toEqual(body);
  });

  it('is on the certificate of a learner', async () => {
    expect(await earned()).toMatchObject({
      kind: 'course-run',
      title: 'Algebra, certified',
      language: 'es-419',
      signatories: [
        { position: 0, name: 'Grace Hopper', title: 'Lecturer', organization: null, imageType: null },
        { position: 1, name: 'Ada Lovelace', organization: 'Analytical Society' },
      ],
    });
    await call('put', PATH, { signatories: [] }).expect(200);
    const { title, language, signatories } = await earned();
    expect([title, language, signatories]).toEqual([expect.not.stringContaining('certified'), 'en', []]);
  });

  it('is listed', async () => {
    const { body } = await call('get', 'course_certificates/').expect(200);
    const listed = body.results.find((item: { course_run_key: string }) => item.course_run_key === KEY);
    expect(listed).toEqual((await call('get', PATH).expect(200)).body);
  });

  it('changes only what has the given tag', async () => {
    const before = await call('get', PATH).expect(200);
    await call('put', PATH, { ...content, title: 'Other' }, { 'If-Match': '"other"' }).expect(412);
    const after = await call(
      'put',
      PATH,
      { ...content, title: 'Other' },
      { 'If-Match': before.headers.etag! },
    );
    expect(after.status).toBe(200);
    expect(after.body.updated_at > before.body.updated_at).toBe(true);
  });

  it('leaves the configuration of the LMS alone, and the other way round', async () => {
    const path = `/api/v2/course_certificates/${encodeURIComponent(KEY)}/`;
    const asAdmin = () => test.request.get(path).set('Authorization', test.as('admin'));
    const { body } = await asAdmin().expect(200);
    await call('put', PATH, { ...content, title: 'Again' }).expect(200);
    expect((await asAdmin().expect(200)).body).toEqual(body);
    const { id: _, site: __, course_run: ___, ...configuration } = body;
    await test.request
      .post('/api/v2/course_certificates/')
      .set('Authorization', test.as('admin'))
      .send(configuration)
      .expect(201);
    expect((await call('get', PATH).expect(200)).body).toMatchObject({ title: 'Again', language: 'es-419' });
  });

  it('names each wrong field, and changes nothing', async () => {
    const before = await call('get', PATH).expect(200);
    const wrong = {
      title: 'x'.repeat(256),
      language: 'Spanish!',
      signatories: [{ name: '' }],
    };
    const { body } = await call('put', PATH, wrong).expect(400);
    expect(Object.keys(body).toSorted()).toEqual(['code', 'language', 'request_id', 'signatories', 'title']);
    await call('put', PATH, { ...content, mode: 'honor' }).expect(400);
    expect((await call('get', PATH).expect(200)).body).toEqual(before.body);
  });

  it('is not found without a certificate of that run', async () => {
    const unknown = 'course_certificates/course-v1:TestX+None+1/';
    expect((await call('get', unknown).expect(404)).body).toEqual({
      detail: 'No CourseCertificate matches the given query.',
    });
    await call('put', unknown, content).expect(404);
    await upload(`${unknown}signatories/0/image/`).expect(404);
  });
});

describe("the image of a course certificate's signature", () => {
  const download = () => call('get', IMAGE).buffer(true);

  it('is kept as for programs, and shown on the certificate', async () => {
    await call('get', IMAGE).expect(404);
    const before = await call('get', PATH).expect(200);
    const stored = await upload(IMAGE).expect(200);
    const { body } = await call('get', PATH).expect(200);
    expect(body.signatories[0].image).toEqual({ content_type: 'image/svg+xml', size: stored.body.size });
    expect(body.updated_at).toBe(stored.body.updated_at);
    expect(body.updated_at > before.body.updated_at).toBe(true);
    expect((await download().expect(200)).headers['content-type']).toBe('image/svg+xml');
    const { signatories } = await earned();
    expect(signatories.map(({ imageType }) => imageType)).toEqual(['image/svg+xml', null]);
    const certificates = test.app.get(EarnedCertificatesService, { strict: false });
    expect(await certificates.findPictures([signatories[0]!.imageDigest!])).toHaveLength(1);
    expect(await certificates.findSignature(uuid, 0)).toMatchObject({ type: 'image/svg+xml' });
    await call('delete', IMAGE).expect(204);
    await call('get', IMAGE).expect(404);
  });

  it('stays with a name that is spelt otherwise, and goes with the signatory', async () => {
    await upload(IMAGE).expect(200);
    const [hopper, lovelace] = content.signatories;
    const respelt = { ...content, signatories: [lovelace, { ...hopper, name: 'Dr. Grace Hopper' }] };
    const { body } = await call('put', PATH, respelt).expect(200);
    expect(body.signatories).toMatchObject([
      { image: null },
      { name: 'Dr. Grace Hopper', image: { content_type: 'image/svg+xml' } },
    ]);
    await call('put', PATH, { ...content, signatories: [lovelace] }).expect(200);
    expect((await call('get', PATH).expect(200)).body.signatories).toMatchObject([{ image: null }]);
  });
});

describe('the database', () => {
  it('refuses a signatory of no certificate, and of two', async () => {
    const insert = (program: string, course: string) =>
      test.dataSource.query(`
        insert into signatory (program_certificate_id, course_certificate_id, position, name, title)
        select ${program}, ${course}, 99, 'x', 'y'`);
    const [program, course] = ['program_certificate', 'course_certificate'].map(
      (table) => `(select min(id) from ${table})`,
    );
    await expect(insert('null', 'null')).rejects.toThrow('signatory_certificate_ck');
    await expect(insert(program!, course!)).rejects.toThrow('signatory_certificate_ck');
  });

  it('keeps what a waiting certificate says when a run takes its key', async () => {
    const [{ id: own }] = await test.dataSource.query<[{ id: number }]>(
      `with made as (insert into course (uuid, key, title) values (gen_random_uuid(), 'M', 'M') returning id),
            run as (insert into course_run (uuid, key, course_id) select gen_random_uuid(), 'M1', id from made returning id, key)
       insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
       select 1, key, id, 'verified', true from run returning id`,
    );
    await test.dataSource.query(
      `with waiting as (
         insert into course_certificate (site_id, course_id, certificate_type, is_active, title)
         values (1, 'm2', 'honor', true, 'Waited') returning id)
       insert into signatory (course_certificate_id, position, name, title) select id, 0, 'Wanda', 'Dean' from waiting`,
    );
    await test.dataSource.query(
      `insert into signatory (course_certificate_id, position, name, title) values ($1, 0, 'Olga', 'Dean')`,
      [own],
    );
    await test.dataSource.query(`update course_run set key = 'M2' where key = 'M1'`);
    expect((await call('get', 'course_certificates/m2/').expect(200)).body).toMatchObject({
      id: own,
      title: 'Waited',
      language: 'en',
      signatories: [{ name: 'Wanda' }],
    });
  });
});
