/** A request that must be refused. Where it says nothing else, it is sent by the superuser as JSON. */
export interface HostileInput {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly status: number;
}

const PROGRAM = '0e000000-0000-4000-8000-000000000001';
const HEX = PROGRAM.replaceAll('-', '');
const RUN = 'course-v1:TestX+AA101+1T2023';
const UUID = '0a000000-0000-4000-8000-0000000000ff';

interface WriteRoute {
  readonly method: string;
  readonly path: string;
  readonly as?: string;
  /** A body that the route takes. */
  readonly good: Readonly<Record<string, unknown>>;
  /** Its fields that are texts. */
  readonly texts: readonly string[];
  /** Whether the body is a list of such objects. */
  readonly list?: true;
  /** Whether it takes more than 100 KiB. */
  readonly large?: true;
}

const ROUTES: readonly WriteRoute[] = [
  {
    method: 'POST',
    path: '/api/v2/credentials/',
    good: { username: 'hostile', credential: { program_uuid: PROGRAM } },
    texts: ['username'],
  },
  {
    method: 'POST',
    path: '/api/v2/grades/',
    good: { username: 'hostile', course_run: RUN, percent_grade: '0.5', letter_grade: 'A' },
    texts: ['username', 'course_run', 'letter_grade'],
  },
  {
    method: 'POST',
    path: '/api/v2/course_certificates/',
    good: { course_id: 'course-v1:Hostile+X+Y', certificate_type: 'honor', is_active: true },
    texts: ['course_id', 'certificate_type'],
  },
  {
    method: 'POST',
    path: '/api/credentials/v1/learner_cert_status/',
    good: { username: 'alice', courses: [] },
    texts: ['username'],
  },
  {
    method: 'POST',
    path: '/api/credentials/v1/bulk_learner_cert_status/',
    good: { username: 'alice', courses: [] },
    texts: ['username'],
    list: true,
  },
  {
    method: 'POST',
    path: `/records/programs/${HEX}/share/`,
    good: { username: 'alice' },
    texts: ['username'],
  },
  {
    method: 'POST',
    path: `/records/programs/${HEX}/send/`,
    good: { username: 'alice', pathway_id: 1 },
    texts: ['username'],
  },
  {
    method: 'PUT',
    path: '/api/v2/admin/site/',
    good: { platform_name: 'Hostile', records_enabled: true, lms_url_root: null },
    texts: ['platform_name', 'lms_url_root'],
  },
  {
    method: 'PUT',
    path: `/api/v2/admin/organizations/${UUID}/`,
    good: { key: 'HostileX', name: 'Hostile', certificate_logo_image_url: null },
    texts: ['key', 'name', 'certificate_logo_image_url'],
  },
  {
    method: 'PUT',
    path: `/api/v2/admin/program_certificates/${PROGRAM}/`,
    good: { is_active: true, title: 'Hostile', signatories: [] },
    texts: ['title', 'language'],
  },
  {
    method: 'PUT',
    path: '/api/v2/admin/users/alice/',
    good: { permissions: [], groups: [], is_active: true },
    texts: [],
  },
  {
    method: 'PUT',
    path: '/api/v2/admin/completion_mail_templates/default/',
    good: { subject: 'Hostile', text: 'Hostile', html: 'Hostile' },
    texts: ['subject', 'text', 'html'],
    large: true,
  },
  {
    method: 'POST',
    path: '/api/v2/admin/credit_request_mails/preview/',
    good: { kind: 'first' },
    texts: ['kind', 'language', 'program_uuid'],
  },
  {
    method: 'POST',
    path: '/api/v2/replace_usernames/',
    as: 'replacement_worker',
    good: { username_mappings: [] },
    texts: [],
  },
];

/** Bodies that no route takes. */
const NO_BODIES: readonly (readonly [name: string, body: string | Buffer])[] = [
  ['null', 'null'],
  ['a text', '"text"'],
  ['a number', '17'],
  ['true', 'true'],
  ['an object that is not closed', '{'],
  ['a list that is not closed', '[[]'],
  ['a text that is not closed', '{"username":"'],
  ['a key without a value', '{"username"}'],
  ['half a word', 'nul'],
  ['a comma too many', '{"username":"x",}'],
  ['two objects', '{}{}'],
  ['single quotes', "{'username':'x'}"],
  ['not a number', '{"username":NaN}'],
  ['a hexadecimal number', '{"username":0x10}'],
  ['a line break in a text', '{"username":"a\nb"}'],
  ['half an escape', String.raw`{"username":"\u00"}`],
  ['lists, 21 levels deep', '['.repeat(21) + ']'.repeat(21)],
  ['lists, 50,000 levels deep', '['.repeat(50_000)],
  ['objects, 10,000 levels deep', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ['a byte that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
  ['an overlong U+0000', Buffer.from([0x22, 0xc0, 0x80, 0x22])],
  ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ['keys that are not known', JSON.stringify({ unknown: 1, constructor: { prototype: {} } })],
  ['a prototype', '{"__proto__":{"username":"x","courses":[],"is_active":true}}'],
];

/** Values that no text is. */
const NO_TEXTS: readonly (readonly [name: string, value: unknown])[] = [
  ['U+0000', 'a\0b'],
  ['the first half of a surrogate pair', 'a\ud800b'],
  ['the second half of a surrogate pair', 'a\udc00'],
  ['an object', { toString: 'x' }],
  ['a list in a list', [['x']]],
  ['true', true],
  ['60,000 characters', 'x'.repeat(60_000)],
];

const json = (value: unknown) => JSON.stringify(value);

function ofRoute({ method, path, as, good, texts, list, large }: WriteRoute): HostileInput[] {
  const call = { method, path, as };
  const body = (fields: object) => json(list ? [fields] : fields);
  return [
    ...NO_BODIES.map(([name, text]) => ({ ...call, name, body: text, status: 400 })),
    ...texts.flatMap((field) =>
      NO_TEXTS.map(([name, value]) => ({
        ...call,
        name: `${name} as ${field}`,
        body: body({ ...good, [field]: value }),
        status: 400,
      })),
    ),
    { ...call, name: 'a list too many', body: json([[good]]), status: 400 },
    ...((list ?? large)
      ? []
      : [
          {
            ...call,
            name: 'more than 100 KiB',
            body: json({ ...good, more: 'x'.repeat(102_400) }),
            status: 413,
          },
        ]),
    ...['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'image/png'].map((type) => ({
      ...call,
      name: `the type ${type}`,
      headers: { 'content-type': type },
      body: body(good),
      status: 415,
    })),
    { ...call, name: 'no token', headers: { authorization: '' }, body: '{', status: 401 },
    {
      ...call,
      name: 'no right',
      as: 'bob',
      body: body({ ...good, username: 'al\0ice' }),
      status: rightless(path),
    },
    { ...call, name: 'another method', method: 'TRACE', status: 405 },
  ];
}

/** What a learner gets who sends U+0000: a 403 where they may never call, a 400 where they may for themselves. */
function rightless(path: string): number {
  return path.startsWith('/records/') ? 400 : 403;
}

/** Paths with a parameter; `*` is its place. */
const PATHS = [
  '/api/v2/credentials/*/',
  '/api/v2/course_certificates/*/',
  '/records/api/v1/program_records/*/',
  '/api/v2/admin/users/*/',
  '/api/v2/admin/organizations/*/',
  '/api/v2/admin/program_certificates/*/',
  `/api/v2/admin/program_certificates/${PROGRAM}/signatories/*/image/`,
  '/api/v2/admin/organizations/*/logo/',
  '/api/v2/admin/completion_mail_templates/*/',
  '/credentials/*/certificate.pdf',
  '/records/programs/shared/*/csv/',
];

const PARAMETERS: readonly (readonly [name: string, text: string, status: number])[] = [
  ['U+0000', 'a%00b', 400],
  ['a broken escape', 'a%zzb', 400],
  ['escapes that are not UTF-8', 'a%ffb', 400],
  ['a path upwards', '..%2F..%2Fetc%2Fpasswd', 404],
  ['SQL', "x'%20or%20'1'='1", 404],
  ['600 characters', 'x'.repeat(600), 414],
];

const LISTS = [
  '/api/v2/credentials/',
  '/api/v2/admin/users/',
  '/api/v2/admin/completion_mails/',
  '/api/v2/credit_pathways/notifications/',
];

const PAGES = ['0', '-1', '1.5', 'abc', '1e3', '2147483648', '9'.repeat(400), '%EF%BC%91', "1';--"];

function ofAddresses(): HostileInput[] {
  return [
    ...PATHS.flatMap((path) =>
      PARAMETERS.map(([name, text, status]) => ({
        name: `${name} in the path`,
        method: 'GET',
        path: path.replace('*', text),
        status,
      })),
    ),
    ...LISTS.flatMap((path) => [
      ...PAGES.map((page) => ({ name: 'no page', method: 'GET', path: `${path}?page=${page}`, status: 404 })),
      { name: 'U+0000 in the query', method: 'GET', path: `${path}?username=a%00b`, status: 400 },
      {
        name: 'U+0000 by nobody',
        method: 'GET',
        path: `${path}?username=%00`,
        headers: { authorization: '' },
        status: 401,
      },
    ]),
    {
      name: 'a status that there is not',
      method: 'GET',
      path: '/api/v2/credentials/?status=lost',
      status: 400,
    },
    { name: 'a state that there is not', method: 'GET', path: `${LISTS[2]}?state=%F0%9F%92%A9`, status: 400 },
  ];
}

const ENTITY_TAGS = ['', ' ', 'abc', '"abc', '*, "a"', '"a" "b"', ',', 'w/"a"', '"a",'];

const FORMS: readonly (readonly [name: string, form: string])[] = [
  ['escapes that are not UTF-8', 'username=caf%e9&course_run=x&percent_grade=1'],
  ['nothing', ''],
  ['only separators', '&&&===&'],
  ['a repeated field whose last is wrong', `username=x&course_run=${RUN}&percent_grade=1&percent_grade=x`],
  ['U+0000', 'username=%00&course_run=x&percent_grade=1'],
  ['a prototype', '__proto__=x&constructor=y'],
  ['many fields', 'a=1&'.repeat(20_000)],
];

const TOKENS = [
  'JWT',
  'JWT x',
  'JWT a.b.c',
  'Bearer ..',
  'Basic YTpi',
  `JWT ${'x'.repeat(20_000)}`,
  'JWT \u00e9',
];

function ofHeaders(): HostileInput[] {
  return [
    ...ENTITY_TAGS.map((tag) => ({
      name: `If-Match: ${tag}`,
      method: 'PUT',
      path: '/api/v2/admin/site/',
      headers: { 'if-match': tag },
      body: json({ platform_name: 'Hostile', records_enabled: true }),
      status: 400,
    })),
    ...FORMS.map(([name, body]) => ({
      name: `a form with ${name}`,
      method: 'POST',
      path: '/api/v2/grades/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      status: 400,
    })),
    ...TOKENS.map((authorization) => ({
      name: `the token ${authorization.slice(0, 12)}`,
      method: 'GET',
      path: '/api/v2/credentials/',
      headers: { authorization },
      status: 401,
    })),
  ];
}

/** At least three hundred requests, from each part of HTTP. */
export const HOSTILE_INPUTS: readonly HostileInput[] = [
  ...ROUTES.flatMap(ofRoute),
  ...ofAddresses(),
  ...ofHeaders(),
];
