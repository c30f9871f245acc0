import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adminCalls } from '../support/administration.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const id = (kind: string, number: number) => `3${kind}000000-0000-4000-8000-00000000000${number}`;

/** As long as a column takes, in characters that JavaScript counts twice. */
const LONG = '𝔖'.repeat(255);

/** Rows as a catalog or an older release may have left them, as full of nothing as the tables allow. */
const ODD_ROWS = `
  insert into organization (uuid, key, name, certificate_logo_image_url) values
    ('${id('a', 1)}', 'odd', E'two\\nlines', null), ('${id('a', 2)}', '${LONG}', '${LONG}', 'HTTPS://x.example/ü?a=[b]');
  insert into course (uuid, key, title) values
    ('${id('c', 1)}', 'odd+1', 'odd+1'), ('${id('c', 2)}', '${LONG}', E'two\\nlines');
  insert into course_run (uuid, key, course_id, title_override, start_date, end_date)
  select run.uuid::uuid, run.key, course.id, run.title, run.start_date::timestamptz, run.end_date::timestamptz
    from (values ('${id('d', 1)}', 'course-v1:odd+1+1', '${id('c', 1)}', null, null, null),
                 ('${id('d', 2)}', 'course-v1:odd+1+2', '${id('c', 2)}', '${LONG}',
                  '0001-01-02 00:00:00Z', '9998-12-31 23:59:59.999999Z')) run (uuid, key, course, title, start_date, end_date)
    join course on course.uuid = run.course::uuid;
  insert into program (uuid, title, type, type_slug, status, total_hours_of_effort) values
    ('${id('e', 1)}', 'Nothing', '', '', 'deleted', null), ('${id('e', 2)}', '${LONG}', '${LONG}', 'x', 'retired', 0),
    ('${id('e', 3)}', 'Program', 'Микромагистр', 'микромагистр', 'unpublished', null);
  insert into pathway (uuid, name, org_name, email, pathway_type, status) values
    ('${id('f', 1)}', 'No address', 'Odd', '', 'credit', 'published'),
    ('${id('f', 2)}', '${LONG}', '${LONG}', '', 'industry', 'retired'),
    ('${id('f', 3)}', 'Address', 'Odd', 'büro@über.example', 'credit', 'unpublished');
  insert into program_certificate (site_id, program_id, is_active, title, language)
  select site.id, program.id, false, '', 'es-419' from site, program where program.uuid::text like '3e%';
  insert into signatory (program_certificate_id, position, name, title, organization_name_override)
  select certificate.id, position, '${LONG}', '${LONG}', case position when 0 then null else '${LONG}' end
    from program_certificate certificate join program on program.id = certificate.program_id
   cross join generate_series(0, 1) position where program.uuid = '${id('e', 2)}';
  update program set description = '${'𝔖'.repeat(500)}', marketing_url = 'HTTPS://x.example/ü?a=[b]' where uuid = '${id('e', 2)}';
  update course set description = E'two\\nlines <b>&amp;', marketing_url = 'https://x.example/' where uuid = '${id('c', 2)}';
  update organization set homepage_url = 'HTTPS://x.example/ü?a=[b]' where uuid = '${id('a', 2)}';
  insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active, title, language)
  select 1, key, id, 'odd', false, '${LONG}', 'es-419' from course_run where uuid = '${id('d', 1)}';
  insert into course_certificate (site_id, course_id, certificate_type, is_active) values (1, 'odd/old/key', 'odd', true);
  insert into signatory (course_certificate_id, position, name, title) select id, 0, '${LONG}', '${LONG}' from course_certificate
   where course_id = 'odd/old/key';
  insert into users (username, is_active) values ('ödd user+1', true), ('odd_inactive', false);
  insert into users (username, is_active, deactivated_at) values ('odd_deactivated', false, now());
  insert into completion_mail_template (key, subject, text, html, enabled)
    values ('default', 's', 't', 'h', true), ('type:микромагистр', E'\\u200b', 't', 'h', false);
  update site set lms_url_root = null, partner_from_address = null, records_help_url = null, learner_record_mfe_url = null;
`;

/** The address of each thing that staff can read and set, by its kind. */
const PATHS: readonly [kind: string, paths: readonly string[]][] = [
  ['organizations', [1, 2].map((n) => `organizations/${id('a', n)}/`)],
  ['courses', [1, 2].map((n) => `courses/${id('c', n)}/`)],
  ['course_runs', [1, 2].map((n) => `course_runs/${id('d', n)}/`)],
  ['programs', [1, 2, 3].map((n) => `programs/${id('e', n)}/`)],
  ['pathways', [1, 2, 3].map((n) => `pathways/${id('f', n)}/`)],
  ['program_certificates', [1, 2, 3].map((n) => `program_certificates/${id('e', n)}/`)],
  [
    'course_certificates',
    ['course-v1:odd+1+1', 'odd/old/key'].map((key) => `course_certificates/${encodeURIComponent(key)}/`),
  ],
  [
    'users',
    ['ödd user+1', 'odd_inactive', 'odd_deactivated'].map((name) => `users/${encodeURIComponent(name)}/`),
  ],
  ['site', ['site/']],
  [
    'completion_mail_templates',
    ['default', 'type:микромагистр'].map((key) => `completion_mail_templates/${encodeURIComponent(key)}/`),
  ],
];

describe('an answer of the administration', () => {
  let test: TestApp;
  const call = adminCalls(() => test);

  beforeAll(async () => {
    test = await createTestApp({ world: true });
    await test.dataSource.query(ODD_ROWS);
  });

  afterAll(() => test.close());

  it.each(PATHS)('can be sent back as it is, and changes nothing: %s', async (_kind, paths) => {
    for (const path of paths) {
      const { body, headers } = await call('get', path).expect(200);
      const answer = await call('put', path, body as object, { 'If-Match': headers.etag! });
      expect([path, answer.status, answer.body]).toEqual([path, 200, body]);
      expect((await call('get', path).expect(200)).body).toEqual(body);
    }
  });
});
