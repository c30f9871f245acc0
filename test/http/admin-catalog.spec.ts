import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adminCalls, TIME } from '../support/administration.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true });
});

afterAll(() => test.close());

const call = adminCalls(() => test);

describe('the catalog', () => {
  const id = (kind: string, number: number) => `2${kind}000000-0000-4000-8000-00000000000${number}`;
  const [ORGANIZATION, COURSE, RUN, SECOND_RUN, NEW_PROGRAM, PATHWAY] = [
    id('a', 1),
    id('c', 1),
    id('d', 1),
    id('d', 2),
    id('e', 1),
    id('f', 1),
  ];
  const run = {
    course: COURSE,
    key: 'course-v1:NewX+N1+1',
    title: null,
    start: '2026-01-10T00:00:00Z',
    end: null,
  };
  const program = {
    title: 'New Program',
    type: 'Professional Certificate',
    type_slug: null,
    status: 'active',
    total_hours_of_effort: null,
    description: 'News, read well. <b>',
    marketing_url: 'https://new.example/program',
    authoring_organizations: [ORGANIZATION],
    course_runs: [SECOND_RUN, RUN],
  };
  const pathway = {
    name: 'New Pathway',
    org_name: 'New University',
    email: 'admissions@new.example',
    pathway_type: 'credit',
    status: 'published',
    programs: [NEW_PROGRAM],
  };

  const organization = {
    key: 'NewX',
    name: 'New University',
    certificate_logo_image_url: null,
    homepage_url: 'https://new.example/',
  };
  let made: Record<'organization' | 'run' | 'program' | 'pathway', unknown>;

  beforeAll(async () => {
    const put = async (path: string, body: object) =>
      (await call('put', `${path}/`, body).expect(200)).body as unknown;
    const first = await put(`organizations/${ORGANIZATION}`, organization);
    await put(`courses/${COURSE}`, { key: 'NewX+N1', title: 'News', owners: [ORGANIZATION] });
    const firstRun = await put(`course_runs/${RUN}`, run);
    await put(`course_runs/${SECOND_RUN}`, { ...run, key: 'course-v1:NewX+N1+2', title: 'Newer' });
    made = {
      organization: first,
      run: firstRun,
      program: await put(`programs/${NEW_PROGRAM}`, program),
      pathway: await put(`pathways/${PATHWAY}`, pathway),
    };
  });

  it('can be made without a Discovery service', async () => {
    expect(made).toEqual({
      organization: { uuid: ORGANIZATION, ...organization, updated_at: expect.stringMatching(TIME) },
      run: expect.objectContaining({ ...run, title: 'News', start: '2026-01-10T00:00:00.000000Z' }),
      program: expect.objectContaining({ ...program, type_slug: 'professional-certificate' }),
      pathway: expect.objectContaining({ id: expect.any(Number), ...pathway }),
    });
    const course = await call('get', `courses/${COURSE}/`).expect(200);
    expect(course.body).toMatchObject({ owners: [ORGANIZATION], course_runs: [RUN, SECOND_RUN] });
  });

  it('keeps what a course says about itself when one of its runs changes', async () => {
    const path = `courses/${COURSE}/`;
    const described = { description: 'All of it', marketing_url: 'https://new.example/course' };
    const course = { key: 'NewX+N1', title: 'News', owners: [ORGANIZATION] };
    await call('put', path, { ...course, ...described }).expect(200);
    await call('put', `course_runs/${RUN}/`, { ...run, title: 'Other' }).expect(200);
    expect((await call('get', path).expect(200)).body).toMatchObject(described);
    await call('put', `course_runs/${RUN}/`, run).expect(200);
    await call('put', path, course).expect(200);
    expect((await call('get', path).expect(200)).body).toMatchObject({
      description: null,
      marketing_url: null,
    });
  });

  it.each([
    ['organizations', { ...organization, homepage_url: 'javascript:alert(1)' }, 'homepage_url'],
    ['programs', { ...program, marketing_url: '/about' }, 'marketing_url'],
    ['programs', { ...program, description: 'x'.repeat(501) }, 'description'],
  ])('refuses a wrong link or a long description: %s', async (kind, body, field) => {
    const path = `${kind}/${kind === 'programs' ? NEW_PROGRAM : ORGANIZATION}/`;
    const before = await call('get', path).expect(200);
    const { body: problems } = await call('put', path, body).expect(400);
    expect(Object.keys(problems)).toEqual([field, 'code', 'request_id']);
    expect((await call('get', path).expect(200)).body).toEqual(before.body);
  });

  it('changes nothing when it is made the same again, and dates what changed, links included', async () => {
    const before = await call('get', `programs/${NEW_PROGRAM}/`).expect(200);
    expect((await call('put', `programs/${NEW_PROGRAM}/`, program).expect(200)).body).toEqual(before.body);
    const after = await call('put', `programs/${NEW_PROGRAM}/`, {
      ...program,
      course_runs: [RUN, SECOND_RUN],
    });
    expect(after.body.course_runs).toEqual([RUN, SECOND_RUN]);
    expect(after.body.updated_at > before.body.updated_at).toBe(true);
    const stale = await call('put', `programs/${NEW_PROGRAM}/`, program, {
      'If-Match': before.headers.etag!,
    });
    expect(stale.status).toBe(412);
  });

  it('can be used at once: a certificate, then a credential', async () => {
    await call('put', `program_certificates/${NEW_PROGRAM}/`, { is_active: true, signatories: [] }).expect(
      200,
    );
    await test.request
      .post('/api/v2/credentials/')
      .set('Authorization', test.as('root'))
      .send({ username: 'alice', credential: { program_uuid: NEW_PROGRAM } })
      .expect(201);
  });

  it.each([
    ['an empty', { email: '' }],
    ['an empty', { email: '', pathway_type: 'industry' }],
    ['null as', { email: null }],
    ['no', { email: undefined }],
  ])('takes a pathway with %s address, as a sync brings it', async (_which, fields) => {
    const { body } = await call('put', `pathways/${PATHWAY}/`, { ...pathway, ...fields }).expect(200);
    expect(body).toMatchObject({ ...pathway, ...fields, email: '' });
    await call('put', `pathways/${PATHWAY}/`, pathway).expect(200);
  });

  it.each([
    [`programs/${NEW_PROGRAM}/`, { ...program, course_runs: [COURSE] }, 'course_runs'],
    [
      `programs/${NEW_PROGRAM}/`,
      { ...program, authoring_organizations: [COURSE] },
      'authoring_organizations',
    ],
    [`programs/${NEW_PROGRAM}/`, { ...program, type_slug: 'a b' }, 'type_slug'],
    [`programs/${NEW_PROGRAM}/`, { ...program, status: 'gone' }, 'status'],
    [`course_runs/${RUN}/`, { ...run, course: RUN }, 'course'],
    [`course_runs/${RUN}/`, { ...run, key: 'course-v1:TestX+AA101+1T2023' }, 'key'],
    [`course_runs/${RUN}/`, { ...run, start: 'soon' }, 'start'],
    [`pathways/${PATHWAY}/`, { ...pathway, programs: [COURSE] }, 'programs'],
    [`pathways/${PATHWAY}/`, { ...pathway, email: 'a@b.example, c@d.example' }, 'email'],
    [`pathways/${PATHWAY}/`, { ...pathway, email: ' ' }, 'email'],
    [`pathways/${PATHWAY}/`, { ...pathway, pathway_type: 'industry', email: 'nowhere' }, 'email'],
    [`courses/${COURSE}/`, { key: 'k', title: 't', owners: [ORGANIZATION, ORGANIZATION] }, 'owners'],
  ])('refuses what is wrong in %s', async (path, body, field) => {
    const answer = await call('put', path, body).expect(400);
    expect(answer.body).toEqual({ [field]: [expect.any(String)] });
  });

  it('pages a list, and names the links of each entry in their order', async () => {
    const owners = Array.from({ length: 21 }, (_, n) => `2b000000-0000-4000-8000-0000000000${n + 10}`);
    for (const uuid of owners) {
      await call('put', `organizations/${uuid}/`, { key: uuid, name: uuid }).expect(200);
    }
    const course = { key: 'NewX+N2', title: 'More news', owners: owners.toReversed() };
    await call('put', `courses/${id('b', 1)}/`, course).expect(200);
    const first = await call('get', 'organizations/').expect(200);
    const second = await call('get', 'organizations/?page=2').expect(200);
    expect(first.body.results).toHaveLength(20);
    expect(first.body.next).toBe(`${test.base}/api/v2/admin/organizations/?page=2`);
    expect(first.body.results).not.toContainEqual(second.body.results[0]);
    const { body } = await call('get', 'courses/?page=last').expect(200);
    expect(body.results).toContainEqual(expect.objectContaining({ ...course, course_runs: [] }));
  });

  it.each(['organizations', 'courses', 'course_runs', 'programs', 'pathways'])('lists %s', async (kind) => {
    const { body } = await call('get', `${kind}/?page=last`).expect(200);
    expect(body.results.length).toBeLessThanOrEqual(body.count);
    const [entry] = body.results as { uuid: string }[];
    expect((await call('get', `${kind}/${entry!.uuid.replaceAll('-', '')}/`).expect(200)).body).toEqual(
      entry,
    );
    await call('get', `${kind}/2a000000-0000-4000-8000-0000000000ff/`).expect(404);
    await call('put', `${kind}/nonsense/`, program).expect((answer) => {
      if (answer.status !== 404 && answer.status !== 400) throw new Error(`status ${answer.status}`);
    });
  });
});
