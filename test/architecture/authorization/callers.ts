import type { TestApp } from '../../support/test-app.js';

/**
 * The kinds of callers of the matrix. `owner` owns the objects that the calls name, `other` is another learner, the
 * permissions are users with that one right, `staff` has the flag only, `admins` is in the group only, which
 * gives nothing without the claim of the token, and `administrator` has both from that claim. `inactive` is a superuser
 * whom staff deactivated; the cookies belong to superusers. A new
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
  cookie: 'm_superuser',
  cookieWithCsrf: 'm_superuser',
} as const;

export type Caller = keyof typeof CALLERS;
export const CALLER_KINDS = Object.keys(CALLERS) as Caller[];

/** The callers whose credentials are good: what they may do depends on the route. */
export type Known = Exclude<Caller, 'anonymous' | 'badToken' | 'inactive' | 'cookie' | 'cookieWithCsrf'>;

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

/** Creates the users, signs each of them in, and returns their headers: later calls change no user's row. */
export async function signInCallers(test: TestApp): Promise<Record<Caller, Headers>> {
  await test.dataSource.query(USERS);
  const headers = {} as Record<Caller, Headers>;
  for (const caller of CALLER_KINDS) {
    headers[caller] = await credentialsOf(test, caller);
    await test.request.get('/records/api/v1/program_records/').set(headers[caller]);
  }
  return headers;
}

async function credentialsOf(test: TestApp, caller: Caller): Promise<Headers> {
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
