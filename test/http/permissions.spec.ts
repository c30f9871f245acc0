import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const HEX = PROGRAM.replaceAll('-', '');
const RUN = 'course-v1:TestX+AA101+1T2023';

const CALLERS = [
  'anonymous',
  'stranger',
  'awardee',
  'viewer',
  'adder',
  'changer',
  'deleter',
  'grader',
  'status_worker',
  'replacement_worker',
  'staff',
  'superuser',
] as const;
type Caller = (typeof CALLERS)[number];

const USERNAMES: Partial<Record<Caller, string>> = { awardee: 'alice', staff: 'admin', superuser: 'root' };

interface Route {
  readonly call: string;
  readonly body?: object | object[];
  /** The callers who get in; all others get 401 (anonymous) or 403. Getting in means any other answer. */
  readonly admits: readonly Caller[] | 'anyone' | 'any user';
}

/** Who may call which route. `{uuid}` is a credential of alice's. changer and deleter may view, staff is Admins. */
const ROUTES: readonly Route[] = [
  { call: 'GET /health/', admits: 'anyone' },
  { call: 'GET /livez/', admits: 'anyone' },
  { call: 'GET /readyz/', admits: 'anyone' },
  { call: 'GET /metrics/', admits: 'anyone' },
  { call: 'GET /csrf/api/v1/token/', admits: 'anyone' },
  { call: 'GET /api/v2/credentials/', admits: ['viewer', 'changer', 'deleter', 'superuser'] },
  {
    call: 'GET /api/v2/credentials/?username=alice',
    admits: ['awardee', 'viewer', 'changer', 'deleter', 'superuser'],
  },
  {
    call: 'GET /api/v1/credentials/?username=alice',
    admits: ['awardee', 'viewer', 'changer', 'deleter', 'superuser'],
  },
  {
    call: 'GET /api/v2/credentials/{uuid}/',
    admits: ['awardee', 'viewer', 'changer', 'deleter', 'superuser'],
  },
  {
    call: 'POST /api/v2/credentials/',
    body: { username: 'alice', credential: { program_uuid: PROGRAM } },
    admits: ['adder', 'staff', 'superuser'],
  },
  { call: 'PUT /api/v2/credentials/{uuid}/', body: {}, admits: ['changer', 'staff', 'superuser'] },
  { call: 'PATCH /api/v2/credentials/{uuid}/', body: {}, admits: ['changer', 'staff', 'superuser'] },
  { call: 'DELETE /api/v2/credentials/{uuid}/', admits: ['deleter', 'superuser'] },
  { call: 'POST /api/v2/course_certificates/', body: {}, admits: ['staff', 'superuser'] },
  { call: `GET /api/v2/course_certificates/${RUN}/`, admits: ['staff', 'superuser'] },
  { call: `PUT /api/v2/course_certificates/${RUN}/`, body: {}, admits: ['staff', 'superuser'] },
  { call: `PATCH /api/v2/course_certificates/${RUN}/`, body: {}, admits: ['staff', 'superuser'] },
  { call: 'POST /api/v2/grades/', body: {}, admits: ['grader', 'staff', 'superuser'] },
  { call: 'PUT /api/v2/grades/{id}/', body: {}, admits: ['grader', 'staff', 'superuser'] },
  { call: 'PATCH /api/v2/grades/{id}/', body: {}, admits: ['grader', 'staff', 'superuser'] },
  {
    call: 'POST /api/credentials/v1/learner_cert_status/',
    body: {},
    admits: ['status_worker', 'staff', 'superuser'],
  },
  {
    call: 'POST /api/credentials/v1/bulk_learner_cert_status/',
    body: [],
    admits: ['status_worker', 'staff', 'superuser'],
  },
  { call: 'POST /api/v2/replace_usernames/', body: {}, admits: ['replacement_worker'] },
  { call: 'GET /records/api/v1/program_records/', admits: 'any user' },
  { call: 'GET /records/api/v1/program_records/?username=alice', admits: ['staff', 'superuser'] },
  { call: 'GET /records/api/v1/program_records/{uuid}/', admits: 'any user' },
  { call: 'GET /records/api/v1/program_records/{uuid}/?username=alice', admits: ['staff', 'superuser'] },
  { call: 'GET /records/api/v1/program_records/{uuid}/?is_public=true', admits: 'anyone' },
  {
    call: 'POST /records/programs/{hex}/share/',
    body: { username: 'alice' },
    admits: ['awardee', 'staff', 'superuser'],
  },
  {
    call: 'DELETE /records/programs/{hex}/share/',
    body: { username: 'alice' },
    admits: ['awardee', 'staff', 'superuser'],
  },
  {
    call: 'POST /records/programs/{hex}/send/',
    body: { username: 'alice', pathway_id: 1 },
    admits: ['awardee', 'staff', 'superuser'],
  },
  { call: 'GET /records/', admits: 'anyone' },
  { call: 'GET /records/programs/{hex}/', admits: 'anyone' },
  { call: 'GET /records/programs/shared/{hex}/', admits: 'anyone' },
  { call: 'GET /records/programs/shared/{hex}/csv/', admits: 'anyone' },
  { call: 'GET /credentials/assets/certificate.css', admits: 'anyone' },
  { call: 'GET /credentials/assets/theme.css', admits: 'anyone' },
  { call: 'GET /credentials/example/', admits: 'anyone' },
  { call: 'GET /credentials/example/certificate.pdf', admits: 'anyone' },
  { call: 'GET /credentials/{id}/', admits: 'anyone' },
  { call: 'GET /credentials/{id}/certificate.pdf', admits: 'anyone' },
  { call: 'GET /credentials/{id}/signatures/{position}/', admits: 'anyone' },
  { call: 'GET /api/v2/credit_pathways/notifications/', admits: ['staff', 'superuser'] },
  { call: 'POST /api/v2/credit_pathways/notifications/{id}/retry/', admits: ['staff', 'superuser'] },
  ...forStaff(
    'GET /api/v2/admin/site/',
    'PUT /api/v2/admin/site/',
    'GET /api/v2/admin/users/',
    'GET /api/v2/admin/users/{username}/',
    'PUT /api/v2/admin/users/{username}/',
    'GET /api/v2/admin/program_certificates/',
    'GET /api/v2/admin/program_certificates/{program_uuid}/',
    'PUT /api/v2/admin/program_certificates/{program_uuid}/',
    'GET /api/v2/admin/program_certificates/{program_uuid}/signatories/{position}/image/',
    'PUT /api/v2/admin/program_certificates/{program_uuid}/signatories/{position}/image/',
    'DELETE /api/v2/admin/program_certificates/{program_uuid}/signatories/{position}/image/',
    ...['organizations', 'courses', 'course_runs', 'programs', 'pathways'].flatMap((kind) => [
      `GET /api/v2/admin/${kind}/`,
      `GET /api/v2/admin/${kind}/{uuid}/`,
      `PUT /api/v2/admin/${kind}/{uuid}/`,
    ]),
    'GET /api/v2/admin/completion_mail_templates/',
    'GET /api/v2/admin/completion_mail_templates/{key}/',
    'PUT /api/v2/admin/completion_mail_templates/{key}/',
    'DELETE /api/v2/admin/completion_mail_templates/{key}/',
    'POST /api/v2/admin/completion_mail_templates/{key}/preview/',
  ),
];

/** Routes of the administration, each with a body that is refused after the check of rights. */
function forStaff(...calls: string[]): Route[] {
  return calls.map((call) => ({
    call,
    body: /^(PUT|POST)/.test(call) ? {} : undefined,
    admits: ['staff', 'superuser'],
  }));
}

describe('rights', () => {
  let test: TestApp;
  let uuid: string;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
    const { body } = await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', credential: { program_uuid: PROGRAM } })
      .expect(201);
    uuid = (body as { uuid: string }).uuid;
  });

  afterAll(() => test.close());

  async function ask({ call, body }: Route, caller: Caller): Promise<number> {
    const [method = '', path = ''] = call
      .replace('{uuid}', uuid)
      .replace('{hex}', HEX)
      .replace('{id}', '1')
      .replace('{position}', '1')
      .split(' ');
    const request = test.request[method.toLowerCase() as 'get'](path.replaceAll('+', '%2B'));
    if (caller !== 'anonymous') void request.set('Authorization', test.as(USERNAMES[caller] ?? caller));
    const { status } = await (body === undefined ? request : request.send(body));
    return status;
  }

  it.each(ROUTES)(
    'on $call are held by the callers that the table names, and by nobody else',
    async (route) => {
      for (const caller of CALLERS) {
        const status = await ask(route, caller);
        const admitted =
          route.admits === 'anyone' ||
          (route.admits === 'any user' ? caller !== 'anonymous' : route.admits.includes(caller));
        const refusal = caller === 'anonymous' ? 401 : 403;
        if (admitted) expect([caller, [401, 403, 500].includes(status)]).toEqual([caller, false]);
        else expect([caller, status]).toEqual([caller, refusal]);
      }
    },
  );

  it('are tested for every operation that the API describes', async () => {
    const { body } = await test.request.get('/api-docs/openapi.json').expect(200);
    const described = Object.entries((body as { paths: Record<string, object> }).paths).flatMap(
      ([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const tested = ROUTES.map(({ call }) => call.replace(/\?.*$/, '').replace(RUN, '{course_id}'));
    expect(described.filter((operation) => !tested.includes(operation))).toEqual([]);
  });
});
