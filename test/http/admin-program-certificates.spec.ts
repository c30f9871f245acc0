import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adminCalls } from '../support/administration.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true });
});

afterAll(() => test.close());

const call = adminCalls(() => test);

describe('program certificates', () => {
  const PATH = `program_certificates/${PROGRAM}/`;
  const NEW = 'program_certificates/0e000000-0000-4000-8000-000000000004/';
  const certificate = {
    is_active: true,
    title: 'Certified',
    use_org_name: true,
    include_hours_of_effort: false,
    language: 'es-419',
    signatories: [
      { name: 'Grace Hopper', title: 'Dean', organization_name_override: null },
      { name: 'Ada Lovelace', title: 'Chair', organization_name_override: 'Analytical Society' },
    ],
  };

  it('are listed page by page', async () => {
    const { body } = await call('get', 'program_certificates/').expect(200);
    const [{ count }] = await test.dataSource.query<[{ count: number }]>(
      'select count(*)::int as count from program_certificate',
    );
    expect(count).toBeGreaterThanOrEqual(6);
    expect(body).toMatchObject({ count, next: null, previous: null });
    expect(body.results[0]).toMatchObject({
      program_uuid: PROGRAM,
      program_title: 'Mathematics MicroMasters',
    });
    await call('get', 'program_certificates/?page=2').expect(404);
  });

  it('are made and made again, with those who sign in their order', async () => {
    await call('get', NEW).expect(404);
    await call('put', NEW, certificate, { 'If-Match': '*' }).expect(412);
    const made = await call('put', NEW, certificate).expect(200);
    expect(made.body.signatories).toEqual([
      { position: 0, ...certificate.signatories[0], image: null },
      { position: 1, ...certificate.signatories[1], image: null },
    ]);
    const again = await call('put', NEW, certificate).expect(200);
    expect(again.body).toEqual(made.body);
    const { body } = await call('put', NEW, {
      ...certificate,
      signatories: [certificate.signatories[1]],
    }).expect(200);
    expect(body.signatories).toMatchObject([{ position: 0, name: 'Ada Lovelace' }]);
    expect(body.updated_at > made.body.updated_at).toBe(true);
  });

  it('can be turned off, which stops the issue', async () => {
    const { body } = await call('put', PATH, { is_active: false, signatories: [] }).expect(200);
    expect(body).toMatchObject({ is_active: false, title: '', language: 'en' });
    await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', credential: { program_uuid: PROGRAM } })
      .expect(400);
  });

  it('are not found for programs that the catalog does not know', async () => {
    await call('put', 'program_certificates/0e000000-0000-4000-8000-0000000000ff/', certificate).expect(404);
    await call('get', 'program_certificates/nonsense/').expect(404);
  });

  it('name each wrong field', async () => {
    const signatories = [{ name: 'x', title: 'y' }, { name: '' }];
    const { body } = await call('put', PATH, { is_active: 1.5, language: '<b>', signatories }).expect(400);
    expect(body).toEqual({
      is_active: ['Must be a valid boolean.'],
      language: ['Enter a language such as en or es-419.'],
      signatories: [{}, { name: ['This field may not be blank.'], title: ['This field is required.'] }],
    });
    expect((await call('put', PATH, { is_active: true }).expect(400)).body).toEqual({
      signatories: ['This field is required.'],
    });
  });
});
