import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const CREDENTIALS = '/api/v2/credentials';
const PROGRAM = '0e000000-0000-4000-8000-000000000002';
const RUN = 'course-v1:SonsX+CC103+1T2023';
const OTHER_RUN = '0d000000-0000-4000-8000-000000000012';

interface Credential {
  readonly uuid: string;
  readonly download_url: string | null;
  readonly visible?: boolean;
  readonly visible_from?: string | null;
}

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
});

afterAll(() => test.close());

beforeEach(async () => {
  await test.dataSource.query('truncate outbox, user_credential cascade');
  await test.dataSource.query('update course_certificate set certificate_available_date = null');
  await setRuns('0d000000-0000-4000-8000-000000000031');
});

const as = (caller: string) => ({ Authorization: test.as(caller) });

async function issue(credential: object, caller = 'root'): Promise<Credential> {
  const body = { username: 'alice', credential };
  return (await test.request.post(`${CREDENTIALS}/`).set(as(caller)).send(body).expect(201))
    .body as Credential;
}

const earn = () => issue({ course_run_key: RUN, mode: 'honor' });
const award = () => issue({ program_uuid: PROGRAM });

const move = (certificate_available_date: string | null) =>
  test.request
    .post('/api/v2/course_certificates/')
    .set(as('admin'))
    .send({ course_id: RUN, certificate_type: 'honor', is_active: true, certificate_available_date })
    .expect(201);

const setRuns = (...course_runs: string[]) =>
  test.request
    .put(`/api/v2/admin/programs/${PROGRAM}/`)
    .set(as('root'))
    .send({
      title: 'Carpentry Professional Certificate',
      type: 'Professional Certificate',
      type_slug: 'professional-certificate',
      status: 'active',
      total_hours_of_effort: null,
      authoring_organizations: ['0a000000-0000-4000-8000-000000000002'],
      course_runs,
    })
    .expect(200);

const hex = (uuid: string) => uuid.replaceAll('-', '');

/** Each way to get a credential, and what it answers. */
const WAYS: readonly (readonly [string, (uuid: string, caller: string) => Promise<Credential>])[] = [
  ['an issue', () => award()],
  ['a PATCH', async (uuid, caller) => changed(uuid, caller, 'patch')],
  ['a PUT', async (uuid, caller) => changed(uuid, caller, 'put')],
  [
    'a read',
    async (uuid, caller) =>
      (await test.request.get(`${CREDENTIALS}/${uuid}/`).set(as(caller)).expect(200)).body as Credential,
  ],
  ['the list', (uuid, caller) => listed(`${CREDENTIALS}/`, uuid, caller)],
  ['the list of version 1', (uuid, caller) => listed('/api/v1/credentials/', uuid, caller)],
];

async function changed(uuid: string, caller: string, method: 'patch' | 'put'): Promise<Credential> {
  const request = test.request[method](`${CREDENTIALS}/${uuid}/`).set(as(caller));
  return (await request.send({ status: 'awarded' }).expect(200)).body as Credential;
}

async function listed(list: string, uuid: string, caller: string): Promise<Credential> {
  const { body } = await test.request.get(`${list}?username=alice`).set(as(caller)).expect(200);
  const found = (body as { results: Credential[] }).results.find((one) => one.uuid === uuid);
  expect(found).toBeDefined();
  return found!;
}

describe('a credential that is not visible', () => {
  it.each(WAYS)('has no address of a PDF in the answer of %s, and has it later', async (_, get) => {
    await move('2990-01-01T00:00:00Z');
    await earn();
    const { uuid } = await award();
    const pdf = () => test.request.get(`/credentials/${hex(uuid)}/certificate.pdf`);
    expect(await get(uuid, 'root')).toMatchObject({
      download_url: null,
      visible: false,
      visible_from: '2990-01-01T00:00:00.000000Z',
    });
    await pdf().expect(404);
    await move('2020-01-01T00:00:00Z');
    expect(await get(uuid, 'root')).toMatchObject({
      download_url: `${test.base}/credentials/${hex(uuid)}/certificate.pdf`,
      visible: true,
      visible_from: '2020-01-01T00:00:00.000000Z',
    });
    await pdf().expect(200);
  });

  it('has no address of a PDF that is kept elsewhere either', async () => {
    await move('2990-01-01T00:00:00Z');
    const { uuid } = await earn();
    await test.dataSource.query(`update user_credential set download_url = 'https://pdf.example/1'`);
    const read = async () =>
      (await test.request.get(`${CREDENTIALS}/${uuid}/`).set(as('root')).expect(200)).body as Credential;
    expect(await read()).toMatchObject({ download_url: null, visible: false });
    await move(null);
    expect(await read()).toMatchObject({ download_url: 'https://pdf.example/1', visible: true });
  });

  it('has no time while that is not known', async () => {
    expect(await award()).toMatchObject({ download_url: null, visible: false, visible_from: null });
  });

  it('has no address of a PDF when it is revoked, however visible it was', async () => {
    const { uuid } = await earn();
    const { body } = await test.request.delete(`${CREDENTIALS}/${uuid}/`).set(as('root')).expect(200);
    expect(body).toMatchObject({ status: 'revoked', download_url: null, visible: true });
  });
});

describe('from when on a credential is visible', () => {
  const toldTo = async (answer: Promise<Credential>) => {
    const keys = Object.keys(await answer);
    return ['visible', 'visible_from'].filter((key) => keys.includes(key));
  };

  it('is told to staff, superuser or not', async () => {
    const { uuid } = await earn();
    for (const caller of ['admin', 'root']) {
      expect(await toldTo(changed(uuid, caller, 'patch'))).toEqual(['visible', 'visible_from']);
    }
  });

  it('is not told to learners and others with rights on credentials, in no answer', async () => {
    const { uuid } = await earn();
    expect(await toldTo(issue({ program_uuid: PROGRAM }, 'adder'))).toEqual([]);
    expect(await toldTo(changed(uuid, 'changer', 'patch'))).toEqual([]);
    for (const caller of ['alice', 'viewer']) {
      for (const [, get] of WAYS.slice(3)) expect(await toldTo(get(uuid, caller))).toEqual([]);
    }
  });
});

describe('a program whose runs were replaced after its certificate could be seen', () => {
  const records = async () => {
    const list = await test.request.get('/records/api/v1/program_records/').set(as('alice')).expect(200);
    const record = await test.request
      .get(`/records/api/v1/program_records/${PROGRAM}/`)
      .set(as('alice'))
      .expect(200);
    return {
      programs: (list.body as { enrolled_programs: { uuid: string; completed: boolean }[] })
        .enrolled_programs,
      record: (
        record.body as { record: { program: { completed: boolean }; grades: { course_id: string }[] } }
      ).record,
    };
  };

  it('keeps its page, its place in the learner’s list, and the course in the record behind those of the program', async () => {
    await earn();
    const { uuid } = await award();
    await setRuns(OTHER_RUN);
    await test.request.get(`/credentials/${hex(uuid)}/`).expect(200);
    const { programs, record } = await records();
    expect(programs).toMatchObject([{ uuid: hex(PROGRAM), completed: true }]);
    expect(record.program.completed).toBe(true);
    expect(record.grades.map(({ course_id }) => course_id)).toEqual(['', RUN]);
  });

  it('is not in the list when the certificate is revoked, nor the course in the record', async () => {
    await earn();
    const { uuid } = await award();
    await setRuns(OTHER_RUN);
    await test.request.delete(`${CREDENTIALS}/${uuid}/`).set(as('root')).expect(200);
    const { programs, record } = await records();
    expect(programs).toEqual([]);
    expect(record.program.completed).toBe(false);
    expect(record.grades.map(({ course_id }) => course_id)).toEqual(['']);
  });
});
