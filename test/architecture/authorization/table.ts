import type { Known } from './callers.js';

/**
 * Who gets in.
 * - `anyone`: credentials are not looked at, not even bad ones.
 * - `anonymous too`: a token must be good, none is needed. Bad cookies count as none.
 * - a list: these callers. All others with good credentials get 403, all without 401.
 */
export type Admits = 'anyone' | 'anonymous too' | readonly Known[];

/** One use of a route. */
export interface Row {
  /** The operation of openapi.json, without the query. */
  readonly operation: string;
  /** The query, and values of the path other than `PATH_VALUES`. */
  readonly query?: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly type?: string;
  readonly admits: Admits;
  /** A drawing takes a third of a second: a few callers stand for all. */
  readonly costly?: true;
  /** Two at a time are answered, so callers come one after the other. */
  readonly inTurn?: true;
  /** The answer to the first caller who gets in. Default: 2xx or 3xx. */
  readonly first?: number;
}

const SUPERUSER: readonly Known[] = ['superuser'];
const STAFF: readonly Known[] = ['staff', 'administrator', 'superuser'];
const ALL: readonly Known[] = [
  ...(['owner', 'other', 'view', 'add', 'change', 'delete', 'addGrade', 'changeGrade'] as const),
  ...(['statusWorker', 'replacementWorker', 'staff', 'admins', 'administrator', 'superuser'] as const),
];
/** API keys, where a handler accepts them. One whose scope is another gets in, and finds nothing. */
const KEYS: readonly Known[] = ['apiKey', 'apiKeyOfOthers'];
/** Rights of the group Admins, which the token's claim gives. */
const ADMINS: readonly Known[] = ['administrator', 'superuser'];

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';
const OWNER = 'alice';
const IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>';
const SITE = {
  platform_name: 'X',
  lms_url_root: 'http://lms.example/',
  partner_from_address: 'partners@x.example',
  records_enabled: true,
  records_help_url: 'http://help.example/',
  learner_record_mfe_url: 'http://records.example/',
};
const TEMPLATE = { subject: 'S', text: 'T', html: '<p>H</p>' };
const GRADE = {
  username: OWNER,
  course_run: RUN,
  letter_grade: 'A',
  percent_grade: 0.9,
  verified: true,
  lms_last_updated_at: '2026-05-06T07:08:09Z',
};
const RIGHTS = { permissions: [], groups: [], is_active: true, is_staff: false, is_superuser: false };
const CERTIFICATE = {
  is_active: true,
  title: '',
  use_org_name: false,
  include_hours_of_effort: true,
  language: 'en',
  signatories: [{ name: 'Grace Hopper', title: 'Dean', organization_name_override: null }],
};
const COURSE_CONTENT = { title: '', language: 'en', signatories: CERTIFICATE.signatories };
const COURSE_CERTIFICATE = { course_id: RUN, certificate_type: 'verified', is_active: true };

const row = (operation: string, admits: Admits, more: Omit<Row, 'operation' | 'admits'> = {}): Row => ({
  operation,
  admits,
  ...more,
});

/** The whole table, by chapter. Its ids are those of `stage.ts`. */
export const TABLE: readonly Row[] = [
  row('GET /health/', 'anyone'),
  row('GET /livez/', 'anyone'),
  row('GET /readyz/', 'anyone'),
  row('GET /metrics/', 'anyone'),
  row('GET /csrf/api/v1/token/', 'anonymous too'),
  row('GET /', 'anyone'),
  row('GET /login/', 'anyone', { query: '?next=/records/' }),
  row('GET /logout/', 'anyone'),

  row('GET /api/v2/credentials/', [...KEYS, 'view', 'superuser']),
  row('GET /api/v2/credentials/', [...KEYS, 'owner', 'view', 'superuser'], { query: '?username=alice' }),
  row('GET /api/v2/credentials/', [...KEYS, 'view', 'superuser'], { query: '?username=nobody' }),
  row('GET /api/v1/credentials/', [...KEYS, 'view', 'superuser'], { first: 400 }),
  row('GET /api/v1/credentials/', [...KEYS, 'owner', 'view', 'superuser'], { query: '?username=alice' }),
  row('GET /api/v2/credentials/{uuid}/', [...KEYS, 'owner', 'view', 'superuser']),
  row('GET /api/v2/credentials/{uuid}/', [...KEYS, 'view', 'superuser'], {
    path: { uuid: PROGRAM },
    first: 404,
  }),
  row('GET /api/v2/credentials/export/', SUPERUSER, { inTurn: true }),
  row('GET /api/v2/credentials/{uuid}/history/', [...KEYS, 'owner', 'view', 'superuser']),
  row('GET /api/v2/credentials/{uuid}/history/', [...KEYS, 'view', 'superuser'], {
    path: { uuid: PROGRAM },
    first: 404,
  }),
  row('POST /api/v2/credentials/', [...KEYS, 'add', ...ADMINS], {
    body: { username: OWNER, credential: { program_uuid: PROGRAM } },
  }),
  row('POST /api/v2/credentials/bulk/', [...KEYS, 'add', ...ADMINS], {
    body: { items: [{ username: OWNER, credential: { program_uuid: PROGRAM } }] },
  }),
  row('POST /api/v2/credentials/bulk/', [...KEYS, 'change', ...ADMINS], {
    body: { items: [{ uuid: PROGRAM, status: 'awarded' }] },
  }),
  row('POST /api/v2/credentials/bulk/revoke/', [...KEYS, 'change', ...ADMINS], {
    body: { filter: { usernames: ['nobody'] } },
  }),
  row('PUT /api/v2/credentials/{uuid}/', [...KEYS, 'change', ...ADMINS], { body: { status: 'awarded' } }),
  row('PATCH /api/v2/credentials/{uuid}/', [...KEYS, 'change', ...ADMINS], { body: { status: 'awarded' } }),
  row('DELETE /api/v2/credentials/{uuid}/', [...KEYS, 'delete', ...SUPERUSER]),

  row('POST /api/v2/course_certificates/', STAFF, { body: COURSE_CERTIFICATE }),
  row('GET /api/v2/course_certificates/{course_id}/', STAFF),
  row('PUT /api/v2/course_certificates/{course_id}/', STAFF, { body: COURSE_CERTIFICATE }),
  row('PATCH /api/v2/course_certificates/{course_id}/', STAFF, { body: COURSE_CERTIFICATE }),

  row('POST /api/v2/grades/', [...KEYS, 'addGrade', ...ADMINS], { body: GRADE }),
  row('PUT /api/v2/grades/{id}/', [...KEYS, 'changeGrade', ...ADMINS], { body: GRADE }),
  row('PATCH /api/v2/grades/{id}/', [...KEYS, 'changeGrade', ...ADMINS], { body: GRADE }),

  row('POST /api/credentials/v1/learner_cert_status/', ['statusWorker', ...STAFF], {
    body: { username: OWNER, courses: ['0c000000-0000-4000-8000-000000000001'] },
  }),
  row('POST /api/credentials/v1/bulk_learner_cert_status/', ['statusWorker', ...STAFF], {
    body: [{ username: OWNER, courses: ['0c000000-0000-4000-8000-000000000001'] }],
  }),
  row('POST /api/v2/replace_usernames/', ['replacementWorker'], {
    body: { username_mappings: [{ dave: 'dave_2' }] },
  }),

  row('GET /records/api/v1/program_records/', ALL),
  row('GET /records/api/v1/program_records/', STAFF, { query: '?username=alice' }),
  row('GET /records/api/v1/program_records/{uuid}/', ALL),
  row('GET /records/api/v1/program_records/{uuid}/', STAFF, { query: '?username=alice' }),
  row('GET /records/api/v1/program_records/{uuid}/progress/', ALL),
  row('GET /records/api/v1/program_records/{uuid}/progress/', STAFF, { query: '?username=alice' }),
  row('GET /records/api/v1/program_records/{uuid}/', 'anonymous too', {
    query: '?is_public=true',
    path: { uuid: '{shared}' },
  }),
  row('POST /records/programs/{hex}/share/', ['owner', ...STAFF], { body: { username: OWNER } }),
  row('DELETE /records/programs/{hex}/share/', ['owner', ...STAFF], { body: { username: OWNER } }),
  row('POST /records/programs/{hex}/send/', ['owner', ...STAFF], {
    body: { username: OWNER, pathway_id: 1 },
  }),
  row('GET /records/', 'anyone'),
  row('GET /records/programs/{hex}/', 'anyone'),
  row('GET /records/programs/shared/{hex}/', 'anyone', { path: { hex: '{shared}' } }),
  row('GET /records/programs/shared/{hex}/csv/', 'anyone', { path: { hex: '{shared}' } }),

  row('GET /credentials/assets/certificate.css', 'anyone'),
  row('GET /credentials/assets/theme.css', 'anyone', { first: 404 }),
  row('GET /credentials/assets/pictures/{digest}/', 'anyone'),
  row('GET /credentials/assets/favicon.svg', 'anyone'),
  row('GET /credentials/assets/fonts/{name}/', 'anyone'),
  row('GET /favicon.ico', 'anyone'),
  row('GET /credentials/assets/logo.png', 'anyone', { costly: true }),
  row('GET /credentials/{id}/', 'anyone', { path: { id: '{page}' } }),
  row('GET /credentials/{id}/certificate.pdf', 'anyone', { path: { id: '{page}' }, costly: true }),
  row('GET /credentials/{id}/certificate.svg', 'anyone', { path: { id: '{page}' }, costly: true }),
  row('GET /credentials/{id}/certificate.png', 'anyone', { path: { id: '{page}' }, costly: true }),
  row('GET /credentials/{id}/share.png', 'anyone', { path: { id: '{page}' }, costly: true }),
  row('GET /credentials/{id}/signatures/{position}/', 'anyone', { path: { id: '{page}' } }),

  row('GET /api/v2/credit_pathways/notifications/', STAFF),
  row('POST /api/v2/credit_pathways/notifications/{id}/retry/', STAFF, {
    path: { id: '{notification}' },
    first: 409,
  }),

  row('GET /api/v2/admin/site/', STAFF),
  row('PUT /api/v2/admin/site/', STAFF, {
    body: SITE,
  }),
  row('GET /api/v2/admin/site/logo/', STAFF),
  row('PUT /api/v2/admin/site/logo/', STAFF, { body: IMAGE, type: 'image/svg+xml' }),
  row('DELETE /api/v2/admin/site/logo/', STAFF),
  row('GET /api/v2/admin/users/', STAFF),
  row('GET /api/v2/admin/users/{username}/', STAFF),
  row('POST /api/v2/admin/users/{username}/retire/', STAFF, {
    path: { username: 'erin' },
    body: { dry_run: true },
  }),
  row('POST /api/v2/admin/users/{username}/merge/', STAFF, {
    path: { username: 'erin' },
    body: { into: 'bob', dry_run: true },
  }),
  row('PUT /api/v2/admin/users/{username}/', STAFF, { path: { username: 'carol' }, body: RIGHTS }),
  row('PUT /api/v2/admin/users/{username}/certificate_name/', STAFF, {
    path: { username: 'carol' },
    body: { certificate_name: 'Carol Example' },
  }),
  row('GET /api/v2/admin/api_keys/', STAFF),
  row('POST /api/v2/admin/api_keys/', ADMINS, {
    body: { name: 'K', permissions: ['credentials.add_usercredential'], programs: [PROGRAM] },
  }),
  row('GET /api/v2/admin/api_keys/{id}/', STAFF, { path: { id: '{managedKey}' } }),
  row('PATCH /api/v2/admin/api_keys/{id}/', STAFF, { path: { id: '{managedKey}' }, body: { name: 'L' } }),
  row('DELETE /api/v2/admin/api_keys/{id}/', STAFF, { path: { id: '{managedKey}' } }),
  row('GET /api/v2/admin/webhooks/', STAFF),
  row('POST /api/v2/admin/webhooks/', STAFF, {
    body: { url: 'https://hooks.example/', events: ['record_sent'], enabled: false },
  }),
  row('GET /api/v2/admin/webhooks/{uuid}/', STAFF, { path: { uuid: '{webhook}' } }),
  row('PATCH /api/v2/admin/webhooks/{uuid}/', STAFF, {
    path: { uuid: '{webhook}' },
    body: { description: 'W' },
  }),
  row('DELETE /api/v2/admin/webhooks/{uuid}/', STAFF, { path: { uuid: '{webhook}' } }),
  row('POST /api/v2/admin/webhooks/{uuid}/rotate_secret/', STAFF, {
    path: { uuid: '{webhook}' },
    body: {},
  }),
  row('POST /api/v2/admin/webhooks/{uuid}/test/', STAFF, { path: { uuid: '{webhook}' } }),
  row('GET /api/v2/admin/webhooks/{uuid}/deliveries/', STAFF, { path: { uuid: '{webhook}' } }),
  row('POST /api/v2/admin/webhooks/{uuid}/replay/', STAFF, {
    path: { uuid: '{webhook}' },
    body: { ids: [1] },
  }),
  row('GET /api/v2/admin/program_certificates/', STAFF),
  row('GET /api/v2/admin/program_certificates/{program_uuid}/', STAFF),
  row('PUT /api/v2/admin/program_certificates/{program_uuid}/', STAFF, { body: CERTIFICATE }),
  row('GET /api/v2/admin/program_certificates/{program_uuid}/signatories/{position}/image/', STAFF),
  row('PUT /api/v2/admin/program_certificates/{program_uuid}/signatories/{position}/image/', STAFF, {
    body: IMAGE,
    type: 'image/svg+xml',
  }),
  row('DELETE /api/v2/admin/program_certificates/{program_uuid}/signatories/{position}/image/', STAFF),
  row('GET /api/v2/admin/course_certificates/', STAFF),
  row('GET /api/v2/admin/course_certificates/{course_run_key}/', STAFF),
  row('PUT /api/v2/admin/course_certificates/{course_run_key}/', STAFF, { body: COURSE_CONTENT }),
  row('GET /api/v2/admin/course_certificates/{course_run_key}/signatories/{position}/image/', STAFF),
  row('PUT /api/v2/admin/course_certificates/{course_run_key}/signatories/{position}/image/', STAFF, {
    body: IMAGE,
    type: 'image/svg+xml',
  }),
  row('DELETE /api/v2/admin/course_certificates/{course_run_key}/signatories/{position}/image/', STAFF),

  row('GET /api/v2/admin/organizations/', STAFF),
  row('GET /api/v2/admin/organizations/{uuid}/', STAFF, { path: { uuid: '{organization}' } }),
  row('PUT /api/v2/admin/organizations/{uuid}/', STAFF, {
    path: { uuid: '{new}' },
    body: { key: 'NewX', name: 'New', certificate_logo_image_url: null },
  }),
  row('GET /api/v2/admin/organizations/{uuid}/logo/', STAFF, { path: { uuid: '{organization}' } }),
  row('PUT /api/v2/admin/organizations/{uuid}/logo/', STAFF, {
    path: { uuid: '{organization}' },
    body: IMAGE,
    type: 'image/svg+xml',
  }),
  row('DELETE /api/v2/admin/organizations/{uuid}/logo/', STAFF, { path: { uuid: '{organization}' } }),
  row('GET /api/v2/admin/courses/', STAFF),
  row('GET /api/v2/admin/courses/{uuid}/', STAFF, { path: { uuid: '{course}' } }),
  row('PUT /api/v2/admin/courses/{uuid}/', STAFF, {
    path: { uuid: '{new}' },
    body: { key: 'NewX+N1', title: 'New', owners: [] },
  }),
  row('GET /api/v2/admin/course_runs/', STAFF),
  row('GET /api/v2/admin/course_runs/{uuid}/', STAFF, { path: { uuid: '{run}' } }),
  row('PUT /api/v2/admin/course_runs/{uuid}/', STAFF, {
    path: { uuid: '{new}' },
    body: {
      course: '0c000000-0000-4000-8000-000000000001',
      key: 'course-v1:NewX+N1+1',
      title: null,
      start: null,
      end: null,
    },
  }),
  row('GET /api/v2/admin/programs/', STAFF),
  row('GET /api/v2/admin/programs/{uuid}/', STAFF, { path: { uuid: PROGRAM } }),
  row('PUT /api/v2/admin/programs/{uuid}/', STAFF, {
    path: { uuid: '{new}' },
    body: {
      title: 'New',
      type: 'T',
      type_slug: 't',
      status: 'active',
      authoring_organizations: [],
      course_runs: [],
    },
  }),
  row('GET /api/v2/admin/pathways/', STAFF),
  row('GET /api/v2/admin/pathways/{uuid}/', STAFF, { path: { uuid: '{pathway}' } }),
  row('PUT /api/v2/admin/pathways/{uuid}/', STAFF, {
    path: { uuid: '{new}' },
    body: {
      name: 'N',
      org_name: 'O',
      email: 'n@new.example',
      pathway_type: 'credit',
      status: 'published',
      programs: [],
    },
  }),
  row('GET /api/v2/admin/audit/', STAFF),
  row('GET /api/v2/admin/audit/', STAFF, { query: '?format=ndjson' }),
  row('GET /api/v2/admin/deliveries/', STAFF),
  row('GET /api/v2/admin/deliveries/summary/', STAFF),
  row('POST /api/v2/admin/deliveries/retry/', STAFF, { body: { ids: [1] } }),
  row('POST /api/v2/admin/deliveries/{id}/retry/', STAFF, { path: { id: '{mail}' }, first: 409 }),
  row('GET /api/v2/admin/completion_mails/', STAFF),
  row('POST /api/v2/admin/completion_mails/{id}/retry/', STAFF, { path: { id: '{mail}' }, first: 409 }),
  row('GET /api/v2/admin/completion_mail_templates/', STAFF),
  row('GET /api/v2/admin/completion_mail_templates/{key}/', STAFF),
  row('PUT /api/v2/admin/completion_mail_templates/{key}/', STAFF, { body: { ...TEMPLATE, enabled: true } }),
  row('DELETE /api/v2/admin/completion_mail_templates/{key}/', STAFF),
  row('POST /api/v2/admin/completion_mail_templates/{key}/preview/', STAFF, { body: TEMPLATE }),
  row('POST /api/v2/admin/credit_request_mails/preview/', STAFF, { body: {} }),
];
