import type { TestApp } from './test-app.js';

export const MATHEMATICS = {
  program: '0e000000-0000-4000-8000-000000000001',
  run: 'course-v1:TestX+AA101+1T2023',
};
export const CARPENTRY = {
  program: '0e000000-0000-4000-8000-000000000002',
  run: 'course-v1:SonsX+CC103+1T2023',
};

export async function issue(
  test: TestApp,
  username: string,
  credential: object,
  more: object = {},
): Promise<string> {
  const { status, body } = await test.request
    .post('/api/v2/credentials/')
    .set('Authorization', test.as('root'))
    .send({ username, credential, ...more });
  if (status !== 201) throw new Error(`issuing failed: ${status} ${JSON.stringify(body)}`);
  return (body as { uuid: string }).uuid;
}

/** Awards or revokes a credential. */
export async function setStatus(test: TestApp, uuid: string, status: string): Promise<void> {
  await test.request
    .patch(`/api/v2/credentials/${uuid}/`)
    .set('Authorization', test.as('root'))
    .send({ status })
    .expect(200);
}

/** Returns the uuid of a program credential, whose learner completed a course and with it the program. */
export async function award(
  test: TestApp,
  username: string,
  fullName: string,
  { program, run } = MATHEMATICS,
): Promise<string> {
  await issue(test, username, { course_run_key: run, mode: 'verified' });
  const uuid = await issue(test, username, { program_uuid: program });
  await rename(test, username, fullName);
  return uuid;
}

export async function rename(test: TestApp, username: string, fullName: string): Promise<void> {
  await test.dataSource.query('update users set full_name = $2 where username = $1', [username, fullName]);
}

export function pageOf(uuid: string): string {
  return `/credentials/${uuid.replaceAll('-', '')}/`;
}

/** Names that try to break out of the place they stand in. */
export const HOSTILE_NAMES = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  "\"><svg onload=alert(1)>' onmouseover='alert(1)",
  '</p></article><style>*{display:none}</style>',
  '&lt;b&gt; {{constructor}} {{{learner}}} ${7*7}',
  'W'.repeat(200),
  'Wolfeschlegelsteinhausenbergerdorff '.repeat(6).trim(),
  '\u202eevil gnihtyreve\u202c \u2066\u2067\u2069\u2069',
  'محمد بن موسى الخوارزمي (Algoritmi) 780',
  '👩‍🚀🎓 Ada 🏳️‍🌈 😀',
  `Z${'\u0301\u0334'.repeat(100)}algo`,
  '王小明',
  '١2'.repeat(127),
  'ﷺ'.repeat(255),
  'Soft\u00ad hyphen\u200b\u2060 and\u3000more\ufeff',
] as const;
