import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const ADMIN = '/api/v2/admin';
const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** 1×1 pixels. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
/** Start, a frame header of 3×2 pixels, end. */
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b080002000301011100ffd9', 'hex');

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true });
});

afterAll(() => test.close());

/** One call as staff, or as whoever else. */
function call(
  method: 'get' | 'put' | 'delete',
  path: string,
  body?: object,
  headers: Record<string, string> = {},
) {
  const request = test.request[method](`${ADMIN}/${path}`)
    .set('Authorization', test.as('admin'))
    .set(headers);
  return body === undefined ? request : request.send(body);
}

describe('the settings of the installation', () => {
  const site = {
    platform_name: 'Example X',
    lms_url_root: 'https://lms.example.org/',
    partner_from_address: 'partners@example.org',
    records_enabled: true,
    records_help_url: null,
    learner_record_mfe_url: 'https://records.example.org/',
  };

  it('can be read and set, and setting them again changes nothing', async () => {
    const before = await call('get', 'site/').expect(200);
    expect(before.body).toMatchObject({
      id: 1,
      platform_name: 'Conformance X',
      updated_at: expect.stringMatching(TIME),
    });
    const set = await call('put', 'site/', site).expect(200);
    expect(set.body).toMatchObject(site);
    expect(set.headers.etag).not.toBe(before.headers.etag);
    const again = await call('put', 'site/', site).expect(200);
    expect(again.body).toEqual(set.body);
    expect(again.headers.etag).toBe(set.headers.etag);
    expect((await call('get', 'site/').expect(200)).headers.etag).toBe(set.headers.etag);
  });

  it.each([
    ['partner_from_address', 'a@example.org, b@example.org'],
    ['partner_from_address', 'a@example.org\r\nBcc: b@example.org'],
    ['partner_from_address', 'Name <a@example.org>'],
    ['lms_url_root', 'javascript:alert(1)'],
    ['platform_name', ''],
    ['records_enabled', 'maybe'],
  ])('refuse %s %j', async (field, value) => {
    const { body } = await call('put', 'site/', { ...site, [field]: value }).expect(400);
    expect(body).toEqual({ [field]: [expect.any(String)] });
  });

  it('conflict with a stale If-Match', async () => {
    const { headers } = await call('get', 'site/').expect(200);
    const match = { 'If-Match': headers.etag! };
    await call('put', 'site/', { ...site, platform_name: 'First' }, match).expect(200);
    const { body } = await call('put', 'site/', { ...site, platform_name: 'Second' }, match).expect(412);
    expect(body).toEqual({ detail: expect.any(String) });
    await call('put', 'site/', site, { 'If-Match': '*' }).expect(200);
  });

  it('let one of several changes through that start from the same state', async () => {
    const { headers } = await call('get', 'site/').expect(200);
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) =>
        call('put', 'site/', { ...site, platform_name: name }, { 'If-Match': headers.etag! }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});

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
    expect(body).toMatchObject({ count: 6, next: null, previous: null });
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
    await call('put', PATH, { is_active: true }).expect(400, { signatories: ['This field is required.'] });
  });
});

describe("a signature's image", () => {
  const CERTIFICATE = `program_certificates/${PROGRAM}/`;
  const IMAGE = `${CERTIFICATE}signatories/0/image/`;

  beforeAll(async () => {
    const signatories = [
      { name: 'Grace Hopper', title: 'Dean' },
      { name: 'Ada Lovelace', title: 'Chair' },
    ];
    await call('put', CERTIFICATE, { is_active: true, signatories }).expect(200);
  });

  const upload = (type: string, image: Buffer | string, path = IMAGE) =>
    test.request
      .put(`${ADMIN}/${path}`)
      .set('Authorization', test.as('admin'))
      .set('Content-Type', type)
      .send(image as string);
  const download = () => call('get', IMAGE).buffer(true).parse(bytes);

  it.each([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
  ])('is kept as it came: %s', async (type, image) => {
    const stored = await upload(type, image).expect(200);
    expect(stored.body).toEqual({ content_type: type, size: image.length });
    const got = await download().expect(200);
    expect(got.body).toEqual(image);
    expect(got.headers['content-type']).toBe(type);
    expect(got.headers.etag).toBe(stored.headers.etag);
    const { body } = await call('get', CERTIFICATE).expect(200);
    expect(body.signatories[0].image).toEqual({ content_type: type, size: image.length });
  });

  it('moves along with the name, and goes when it is deleted', async () => {
    await upload('image/png', PNG).expect(200);
    const signatories = [
      { name: 'Ada Lovelace', title: 'Chair' },
      { name: 'Grace Hopper', title: 'Dean' },
    ];
    const moved = await call('put', CERTIFICATE, { is_active: true, signatories }).expect(200);
    expect(moved.body.signatories.map(({ image }: { image: object | null }) => image !== null)).toEqual([
      false,
      true,
    ]);
    await call('delete', `${CERTIFICATE}signatories/1/image/`).expect(204);
    await call('delete', `${CERTIFICATE}signatories/1/image/`).expect(404);
    await call('get', `${CERTIFICATE}signatories/1/image/`).expect(404);
  });

  it('loses everything that does not draw when it is an SVG', async () => {
    const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10" onload="alert(1)">
        <script>alert(2)</script><style>@import url(https://evil.example/x.css);</style>
        <a xlink:href="javascript:alert(3)"><path d="M0 0L9 9" stroke="#123456" onclick="alert(4)"/></a>
        <foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(5)"/></body></foreignObject>
        <image href="https://evil.example/pixel.png"/><use href="https://evil.example/#a"/>
        <rect width="1" height="1" fill="url(https://evil.example/#b)" style="fill:url(//evil.example);stroke-width:2"/>
        <linearGradient id="ink"><stop offset="0" stop-color="red"/></linearGradient>
        <circle cx="5" cy="5" r="2" fill="url(#ink)"/>&x;
      </svg>`;
    await upload('image/svg+xml', svg).expect(200);
    const got = await download().expect(200);
    const clean = (got.body as Buffer).toString();
    expect(clean).toMatch(/^<svg [^>]*viewBox="0 0 10 10"/);
    expect(clean).toContain('<path d="M0 0L9 9" stroke="#123456" />');
    expect(clean).toContain('stroke-width:2');
    expect(clean).toContain('fill="url(#ink)"');
    for (const word of [
      'script',
      'alert',
      'evil',
      'onload',
      'onclick',
      'href',
      'foreignObject',
      'ENTITY',
      '<style',
    ]) {
      expect(clean).not.toContain(word);
    }
    expect(got.headers['content-security-policy']).toContain('sandbox');
  });

  it.each<[number, string, string, Buffer | string]>([
    [415, 'a GIF', 'image/gif', Buffer.from('GIF89a')],
    [415, 'JSON', 'application/json', '{}'],
    [415, 'text', 'text/plain', 'x'],
    [400, 'a JPEG that says it is a PNG', 'image/png', JPEG],
    [400, 'HTML that says it is a PNG', 'image/png', '<html></html>'],
    [400, 'half a PNG', 'image/png', PNG.subarray(0, 40)],
    [400, 'half a JPEG', 'image/jpeg', JPEG.subarray(0, 20)],
    [
      400,
      'a PNG without width',
      'image/png',
      Buffer.concat([PNG.subarray(0, 16), Buffer.alloc(4), PNG.subarray(20)]),
    ],
    [
      400,
      'a JPEG of 65535 pixels',
      'image/jpeg',
      Buffer.from(JPEG.toString('hex').replace('00020003', 'ffffffff'), 'hex'),
    ],
    [
      400,
      'an SVG that only runs a script',
      'image/svg+xml',
      '<svg viewBox="0 0 1 1"><script>x</script></svg>',
    ],
    [400, 'an SVG of very many elements', 'image/svg+xml', `<svg viewBox="0 0 1 1">${'<g>'.repeat(300_000)}`],
    [400, 'an SVG without a size', 'image/svg+xml', '<svg><path d="M0 0"/></svg>'],
    [400, 'no SVG', 'image/svg+xml', '<html><svg viewBox="0 0 1 1"><path d="M0 0"/></svg><p>x</p></html>'],
    [400, 'an SVG that is not UTF-8', 'image/svg+xml', Buffer.from([0x3c, 0xff, 0x3e])],
    [413, 'more than a megabyte', 'image/png', Buffer.alloc(1024 * 1024 + 1)],
  ])('is refused with %i when it is %s', async (status, _, type, image) => {
    const { body } = await upload(type, image).expect(status);
    expect(body).toEqual({ detail: expect.any(String) });
  });

  it('is taken up to a megabyte', async () => {
    const padded = Buffer.concat([PNG, Buffer.alloc(1024 * 1024 - PNG.length)]);
    await upload('image/png', padded).expect(200);
  });

  it('conflicts with a stale If-Match', async () => {
    const { headers } = await upload('image/png', PNG).expect(200);
    await upload('image/jpeg', JPEG).set('If-Match', headers.etag!).expect(200);
    await upload('image/png', PNG).set('If-Match', headers.etag!).expect(412);
  });

  it('is not found where nobody signs, and is a 415 on other routes', async () => {
    await upload('image/png', PNG, `${CERTIFICATE}signatories/7/image/`).expect(404);
    await upload('image/png', PNG, `${CERTIFICATE}signatories/x/image/`).expect(404);
    await upload('image/png', PNG, 'site/').expect(415);
  });
});

describe("users' rights", () => {
  const rights = { permissions: ['credentials.view_usercredential'], groups: [], is_active: true };
  const put = (username: string, body: object, caller = 'admin') =>
    test.request.put(`${ADMIN}/users/${username}/`).set('Authorization', test.as(caller)).send(body);

  it('are listed, and found by a part of a name or an address', async () => {
    const all = await call('get', 'users/').expect(200);
    expect(all.body.count).toBeGreaterThan(10);
    const { body } = await call('get', 'users/?search=ŁUKAS').expect(200);
    expect(body.results).toMatchObject([
      { username: 'alice', lms_user_id: 101, permissions: [], groups: [] },
    ]);
    expect((await call('get', 'users/?search=%25').expect(200)).body.count).toBe(0);
  });

  it('hold at once when they are given and when they are taken', async () => {
    const list = () => test.request.get('/api/v2/credentials/').set('Authorization', test.as('carol'));
    await list().expect(403);
    const { body } = await put('CAROL', rights).expect(200);
    expect(body).toMatchObject({
      username: 'carol',
      permissions: rights.permissions,
      groups: [],
      is_active: true,
    });
    await list().expect(200);
    await put('carol', { ...rights, permissions: [] }).expect(200);
    await list().expect(403);
    await put('carol', { ...rights, is_active: false }).expect(200);
    await list().expect(401);
    await put('carol', { ...rights, permissions: [] }).expect(200);
  });

  it('can be given through a group, and stay the same when they are given again', async () => {
    const first = await put('dave', { ...rights, groups: ['Admins'] }).expect(200);
    expect(first.body.groups).toEqual(['Admins']);
    const second = await put('dave', { ...rights, groups: ['Admins'] }).expect(200);
    expect(second.headers.etag).toBe(first.headers.etag);
    await put('dave', { ...rights, groups: ['Nobodies'] }).expect(400, {
      groups: ['There is no group "Nobodies".'],
    });
    await put('dave', { ...rights, permissions: ['all'] }).expect(400);
    await put('dave', { ...rights, permissions: 'credentials.view_usercredential' }).expect(400);
  });

  it('are not made more by staff than staff may: flags, superusers, and their own', async () => {
    await put('erin', { ...rights, is_staff: true }).expect(403);
    await put('erin', { ...rights, is_superuser: true }).expect(403);
    await put('root', { ...rights, is_active: false, is_staff: true, is_superuser: true }).expect(403);
    await put('admin', { ...rights, permissions: ['credentials.delete_usercredential'] }).expect(403);
    await put('erin', { ...rights, is_staff: false, is_superuser: false }).expect(200);
    const { body } = await put('erin', { ...rights, is_staff: true }, 'root').expect(200);
    expect(body).toMatchObject({ is_staff: true, is_superuser: false });
    await test.request.get(`${ADMIN}/site/`).set('Authorization', test.as('erin')).expect(200);
    await put('erin', { ...rights, is_staff: false }, 'root').expect(200);
    await test.request.get(`${ADMIN}/site/`).set('Authorization', test.as('erin')).expect(403);
  });

  it('conflict with a stale If-Match', async () => {
    const { headers } = await call('get', 'users/bob/').expect(200);
    await put('bob', rights).set('If-Match', headers.etag!).expect(200);
    await put('bob', { ...rights, permissions: [] })
      .set('If-Match', headers.etag!)
      .expect(412);
  });

  it('are not found for users that are unknown', async () => {
    await put('nobody', rights).expect(404);
    await call('get', 'users/nobody/').expect(404);
  });
});

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

  it('can be made and changed without a Discovery service', async () => {
    const organization = { key: 'NewX', name: 'New University', certificate_logo_image_url: null };
    const made = await call('put', `organizations/${ORGANIZATION}/`, organization).expect(200);
    expect(made.body).toEqual({
      uuid: ORGANIZATION,
      ...organization,
      updated_at: expect.stringMatching(TIME),
    });
    await call('put', `courses/${COURSE}/`, { key: 'NewX+N1', title: 'News', owners: [ORGANIZATION] }).expect(
      200,
    );
    const first = await call('put', `course_runs/${RUN}/`, run).expect(200);
    expect(first.body).toMatchObject({ ...run, title: 'News', start: '2026-01-10T00:00:00.000000Z' });
    await call('put', `course_runs/${SECOND_RUN}/`, {
      ...run,
      key: 'course-v1:NewX+N1+2',
      title: 'Newer',
    }).expect(200);
    const { body } = await call('put', `programs/${NEW_PROGRAM}/`, program).expect(200);
    expect(body).toMatchObject({ ...program, type_slug: 'professional-certificate' });
    const last = await call('put', `pathways/${PATHWAY}/`, pathway).expect(200);
    expect(last.body).toMatchObject({ id: expect.any(Number), ...pathway });
    const course = await call('get', `courses/${COURSE}/`).expect(200);
    expect(course.body).toMatchObject({ owners: [ORGANIZATION], course_runs: [RUN, SECOND_RUN] });
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
    [`courses/${COURSE}/`, { key: 'k', title: 't', owners: [ORGANIZATION, ORGANIZATION] }, 'owners'],
  ])('refuses what is wrong in %s', async (path, body, field) => {
    const answer = await call('put', path, body).expect(400);
    expect(answer.body).toEqual({ [field]: [expect.any(String)] });
  });

  it.each(['organizations', 'courses', 'course_runs', 'programs', 'pathways'])('lists %s', async (kind) => {
    const { body } = await call('get', `${kind}/?page=last`).expect(200);
    expect(body.count).toBe(body.results.length);
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

function bytes(response: NodeJS.EventEmitter, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => done(null, Buffer.concat(chunks)));
}
