import { ApiKeysService, PERMISSIONS } from '../../../src/identity/index.js';
import { CARPENTRY, MATHEMATICS } from '../../support/certificates.js';
import type { TestApp } from '../../support/test-app.js';

/**
 * The kinds of callers of the matrix. `owner` owns the objects that the calls name, `other` is another learner, the
 * permissions are users with that one right, `staff` has the flag only, `admins` is in the group only, which
 * gives nothing without the claim of the token, and `administrator` has both from that claim. `inactive` is a superuser
 * whom staff deactivated; the cookies belong to superusers. `apiKey` has all rights in the scope of the objects that the
 * calls name, `apiKeyOfOthers` in another one. A new
 * kind of credentials is a line here: every row that does not name it then expects a refusal.
 */
export const CALLERS = {
  anonymous: undefined,
  badToken: undefined,
  inactive: 'm_inactive',
  owner: 'alice',
  other: 'bob',
  view: 'm_view',
  add: 'm_add',
  change: 'm_change',
  delete: 'm_delete',
  addGrade: 'm_addgrade',
  changeGrade: 'm_changegrade',
  statusWorker: 'status_worker',
  replacementWorker: 'replacement_worker',
  staff: 'm_staff',
  admins: 'm_admins',
  administrator: 'm_administrator',
  superuser: 'm_superuser',
  apiKey: undefined,
  apiKeyOfOthers: undefined,
  revokedKey: undefined,
  cookie: 'm_superuser',
  cookieWithCsrf: 'm_superuser',
} as const;

export type Caller = keyof typeof CALLERS;
export const CALLER_KINDS = Object.keys(CALLERS) as Caller[];

/** The callers whose credentials are good: what they may do depends on the route. */
export type Known = Exclude<
  Caller,
  'anonymous' | 'badToken' | 'inactive' | 'revokedKey' | 'cookie' | 'cookieWithCsrf'
>;

export type Headers = Readonly<Record<string, string>>;

const USERS = `
  insert into users (username, is_staff, is_superuser, is_active) values
    ('m_view', false, false, true), ('m_add', false, false, true), ('m_change', false, false, true),
    ('m_delete', false, false, true), ('m_addgrade', false, false, true), ('m_changegrade', false, false, true),
    ('m_staff', true, false, true), ('m_admins', false, false, true),
    ('m_superuser', false, true, true), ('m_inactive', true, true, false);
  update users set deactivated_at = now() where username = 'm_inactive';
  insert into user_permission (user_id, permission)
    select u.id, given.permission from users u join (values
      ('m_view', 'credentials.view_usercredential'), ('m_add', 'credentials.add_usercredential'),
      ('m_change', 'credentials.change_usercredential'), ('m_delete', 'credentials.delete_usercredential'),
      ('m_addgrade', 'records.add_usergrade'), ('m_changegrade', 'records.change_usergrade')
    ) given (username, permission) on given.username = u.username;
  insert into user_group_member (user_id, group_id)
    select u.id, g.id from users u, user_group g where u.username = 'm_admins' and g.name = 'Admins'`;

/** API keys with all rights, by the program of their scope. */
const KEYS = {
  apiKey: MATHEMATICS.program,
  apiKeyOfOthers: CARPENTRY.program,
  revokedKey: MATHEMATICS.program,
} as const;

/** Creates the users, signs each of them in, and returns their headers: later calls change no user's row. */
export async function signInCallers(test: TestApp): Promise<Record<Caller, Headers>> {
  await test.dataSource.query(USERS);
  const headers = {} as Record<Caller, Headers>;
  for (const caller of CALLER_KINDS) {
    headers[caller] = await credentialsOf(test, caller);
    await test.request.get('/records/api/v1/program_records/').set(headers[caller]);
  }
  // Later uses write nothing down: a refused call changes no table.
  await test.dataSource.query(
    `insert into api_key_use select user_id, now() + interval '1 day' from api_key
     on conflict (user_id) do update set used_at = excluded.used_at`,
  );
  return headers;
}

async function keyOf(test: TestApp, caller: keyof typeof KEYS): Promise<string> {
  const keys = test.app.get(ApiKeysService, { strict: false });
  const body = { name: caller, permissions: [...PERMISSIONS], programs: [KEYS[caller]] };
  const { id, key } = await keys.create(undefined, body);
  if (caller === 'revokedKey') await keys.revoke(undefined, id);
  return `Bearer ${key}`;
}

async function credentialsOf(test: TestApp, caller: Caller): Promise<Headers> {
  if (caller in KEYS) return { authorization: await keyOf(test, caller as keyof typeof KEYS) };
  const username = CALLERS[caller];
  if (caller === 'badToken') return { authorization: `${test.as('m_superuser')}x` };
  if (username === undefined) return {};
  if (caller === 'administrator') return { authorization: test.as(username, { administrator: true }) };
  if (caller !== 'cookie' && caller !== 'cookieWithCsrf') return { authorization: test.as(username) };
  const [head, payload, signature] = test.token(username).split('.');
  const pair = `edx-jwt-cookie-header-payload=${head}.${payload}; edx-jwt-cookie-signature=${signature}`;
  if (caller === 'cookie') return { cookie: pair };
  const answer = await test.request.get('/csrf/api/v1/token/').set('Cookie', pair).expect(200);
  const set = answer.headers['set-cookie'] as unknown as string[];
  const cookie = [pair, ...set.map((line) => line.split(';')[0])].join('; ');
  return { cookie, 'x-csrftoken': (answer.body as { csrfToken: string }).csrfToken };
}
