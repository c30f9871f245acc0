import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { genericPlan } from '../support/generic-plan.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { AUDIT, type AuditFilter } from '../../src/audit/audit.sql.js';

const AUDIT_LOG = '/api/v2/admin/audit/';
const CREDENTIALS = '/api/v2/credentials/';

interface Entry {
  id: number;
  action: string;
  subject: string;
  subject_id: string;
  username: string | null;
  actor: { kind: string; username: string | null; name: string | null };
  request_id: string | null;
  reason: string | null;
  changes: Record<string, [unknown, unknown]>;
}

interface Page {
  next: string | null;
  results: Entry[];
}

describe('the audit log over REST', () => {
  let test: TestApp;
  let learners = 0;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });
  afterAll(() => test.close());

  const COURSE = { course_run_key: MATHEMATICS.run, mode: 'verified' };

  const get = (path: string, caller = 'admin') =>
    test.request.get(path).set('Authorization', test.as(caller));
  const log = async (query: string) => (await get(`${AUDIT_LOG}?${query}`).expect(200)).body as Page;
  const history = async (uuid: string, caller = 'root') =>
    ((await get(`${CREDENTIALS}${uuid}/history/`, caller).expect(200)).body as Page).results;

  /** A new learner with a credential that was revoked and restored. */
  async function revokedAndRestored(): Promise<{ uuid: string; username: string }> {
    learners += 1;
    const username = `logged_${learners}`;
    const uuid = await issue(test, username, COURSE, {
      reason: 'Passed.',
      attributes: [{ name: 'whitelist_reason', value: `${username} was ill` }],
    });
    await test.request
      .delete(`${CREDENTIALS}${uuid}/?reason=${encodeURIComponent("Ann's mistake")}`)
      .set('Authorization', test.as('root'))
      .set('x-request-id', `request-of-${username}`)
      .expect(200);
    await test.request
      .patch(`${CREDENTIALS}${uuid}/`)
      .set('Authorization', test.as('root'))
      .send({ status: 'awarded', reason: 'It was none.' })
      .expect(200);
    return { uuid, username };
  }

  it('shows the life of a credential to staff: what, who, why, by which request', async () => {
    const { uuid, username } = await revokedAndRestored();
    const entries = await history(uuid, 'root');
    const common = { subject: 'credential', subject_id: uuid, username };
    expect(entries).toMatchObject([
      { ...common, action: 'awarded', reason: 'Passed.' },
      {
        ...common,
        action: 'changed',
        changes: { 'attributes.whitelist_reason': [null, `${username} was ill`] },
      },
      {
        ...common,
        action: 'revoked',
        reason: "Ann's mistake",
        request_id: `request-of-${username}`,
        actor: { kind: 'user', username: 'root' },
        changes: { status: ['awarded', 'revoked'] },
      },
      { ...common, action: 'restored', reason: 'It was none.', actor: { username: 'root' } },
    ]);
  });

  it('shows it to the learner without names, reasons and requests, and to no other learner', async () => {
    const { uuid, username } = await revokedAndRestored();
    const entries = await history(uuid, username);
    expect(entries.map(({ action }) => action)).toEqual(['awarded', 'changed', 'revoked', 'restored']);
    for (const { actor, reason, request_id } of entries) {
      expect({ ...actor, reason, request_id }).toEqual({
        kind: 'user',
        username: null,
        name: null,
        reason: null,
        request_id: null,
      });
    }
    await get(`${CREDENTIALS}${uuid}/history/`, 'bob').expect(403);
    await get(`${CREDENTIALS}${MATHEMATICS.program}/history/`, 'root').expect(404);
  });

  it('finds by each filter, and is for staff only', async () => {
    const { uuid, username } = await revokedAndRestored();
    const only = async (query: string) => (await log(query)).results;
    const all = await only(`username=${username.toUpperCase()}&page_size=100`);
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).sort((one, other) => other - one));
    expect(all.every((entry) => entry.username === username)).toBe(true);
    const revoked = all.filter(({ action }) => action === 'revoked');
    expect(revoked).toHaveLength(1);
    expect(await only(`subject_id=${uuid}&action=revoked`)).toEqual(revoked);
    expect(await only(`username=${username}&subject=credential&actor=ROOT&action=revoked`)).toEqual(revoked);
    expect(await only(`request_id=request-of-${username}&subject=credential`)).toEqual(revoked);
    expect(await only(`username=${username}&until=2020-01-01T00:00:00Z`)).toEqual([]);
    expect(await only(`username=${username}&since=2020-01-01T00:00:00Z&page_size=100`)).toEqual(all);
    expect(await only('actor=nobody_at_all')).toEqual([]);
    await get(`${AUDIT_LOG}?since=yesterday`).expect(400);
    await get(AUDIT_LOG, 'alice').expect(403);
  });

  it('is read page by page, or as lines, with the same rows', async () => {
    const { username } = await revokedAndRestored();
    const filter = `username=${username}`;
    const whole = (await log(`${filter}&page_size=100`)).results;
    const pages: Entry[] = [];
    for (let query: string | undefined = `${filter}&page_size=2`; query !== undefined;) {
      const { next, results }: Page = await log(query);
      pages.push(...results);
      query = next === null ? undefined : new URL(next).search.slice(1);
    }
    expect(pages).toEqual(whole);
    for (const lines of [
      get(`${AUDIT_LOG}?${filter}&format=ndjson`),
      get(`${AUDIT_LOG}?${filter}`).set('Accept', 'application/x-ndjson'),
    ]) {
      const { body, headers } = await lines.buffer(true).parse(asText).expect(200);
      expect(headers['content-type']).toContain('application/x-ndjson');
      const rows = (body as string).trimEnd().split('\n');
      expect(rows.map((row) => JSON.parse(row) as Entry)).toEqual(whole);
    }
  });

  it('keeps the reason of a DELETE, in its body as in its query', async () => {
    const { uuid } = await revokedAndRestored();
    await test.request
      .delete(`${CREDENTIALS}${uuid}/`)
      .set('Authorization', test.as('root'))
      .send({ reason: 'In the body.' })
      .expect(200);
    expect((await history(uuid)).at(-1)).toMatchObject({ action: 'revoked', reason: 'In the body.' });
  });

  it('takes a reason of 1,000 characters, and refuses a longer one without a change', async () => {
    const { uuid } = await revokedAndRestored();
    const before = await history(uuid);
    for (const call of [
      test.request.delete(`${CREDENTIALS}${uuid}/?reason=${'x'.repeat(1001)}`),
      test.request.delete(`${CREDENTIALS}${uuid}/`).send({ reason: 'x'.repeat(1001) }),
      test.request.patch(`${CREDENTIALS}${uuid}/`).send({ status: 'revoked', reason: 'x'.repeat(1001) }),
    ]) {
      const { body } = await call.set('Authorization', test.as('root')).expect(400);
      expect(body).toMatchObject({ reason: ['Ensure this field has no more than 1000 characters.'] });
    }
    expect(await history(uuid)).toEqual(before);
  });

  it('names the client of a token', async () => {
    const { uuid } = await revokedAndRestored();
    await test.request
      .delete(`${CREDENTIALS}${uuid}/`)
      .set('Authorization', test.as('root', { azp: 'registrar-script' }))
      .expect(200);
    expect((await history(uuid)).at(-1)!.actor).toEqual({
      kind: 'user',
      username: 'root',
      name: 'registrar-script',
    });
  });

  it('has a sign-in of a learner once, and again only when a name changes', async () => {
    const signIn = (name: string) =>
      test.request
        .get('/records/api/v1/program_records/')
        .set('Authorization', test.as('logged_signer', { name }))
        .expect(200);
    await signIn('First Name');
    await signIn('First Name');
    const first = (await log('username=logged_signer')).results.map(({ action }) => action);
    await signIn('Second Name');
    const entries = (await log('username=logged_signer')).results;
    expect(first.filter((action) => action === 'created')).toHaveLength(1);
    expect(entries).toHaveLength(first.length + 1);
    expect(entries[0]).toMatchObject({
      action: 'changed',
      actor: { kind: 'sign-in' },
      changes: { full_name: ['First Name', 'Second Name'] },
    });
  });

  it('says who reported a grade, also where no transaction was needed', async () => {
    const report = (percent_grade: string) =>
      test.request
        .post('/api/v2/grades/')
        .set('Authorization', test.as('root'))
        .send({
          username: 'logged_graded',
          course_run: MATHEMATICS.run,
          letter_grade: 'A',
          percent_grade,
          verified: true,
        })
        .expect(201);
    await report('0.8');
    await report('0.9');
    await report('0.9');
    expect((await log('username=logged_graded&subject=grade')).results).toMatchObject([
      { action: 'changed', actor: { username: 'root' }, changes: { percent_grade: [0.8, 0.9] } },
      { action: 'created', actor: { username: 'root' } },
    ]);
  });

  it('forgets a retired learner, and keeps what happened', async () => {
    const { uuid, username } = await revokedAndRestored();
    await test.request
      .post(`/api/v2/admin/users/${username}/retire/`)
      .set('Authorization', test.as('root'))
      .send({ as: `retired_${username.replace('logged', 'l')}` })
      .expect(200);
    const entries = await history(uuid);
    expect(entries.map(({ action }) => action).slice(0, 4)).toEqual([
      'awarded',
      'changed',
      'revoked',
      'restored',
    ]);
    const rows = await test.dataSource.query<{ text: string }[]>(
      `select audit_log::text as text from audit_log
        where user_id = (select user_id from user_credential where uuid = $1)`,
      [uuid],
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ text }) => text.includes(`${username} `) || text.includes('mistake'))).toEqual([]);
    const about = await log(
      `subject=user&action=retired&username=retired_${username.replace('logged', 'l')}`,
    );
    expect(about.results).toMatchObject([{ actor: { username: 'root' } }]);
  });

  it.each<[string, AuditFilter]>([
    ['action', { action: 'revoked' }],
    ['subject', { subject: 'site' }],
    ['subject_id', { subjectId: '7' }],
    ['uuid', { subjectUuid: MATHEMATICS.program }],
    ['username', { username: 'alice' }],
    ['actor', { actor: 'root' }],
    ['request_id', { requestId: 'x' }],
    ['since', { since: '2026-01-01Z' }],
    ['until', { until: '2026-01-01Z' }],
    ['no filter', {}],
  ])('is found by %s through an index', async (_, filter) => {
    const { statement, values } = AUDIT.whole.query('latest', 20, undefined, filter);
    const literals = values.map((value) => `'${String(value)}'`);
    await test.dataSource.query(FEW_PAGES);
    const plan = await genericPlan(test.dataSource, statement, literals);
    expect(plan).toContain('audit_log');
    expect(plan).not.toMatch(/Seq Scan on audit_log/);
  });
});

/** Rows enough that reading all of them is the dearest plan, once. */
const FEW_PAGES = `
do $$ begin
  if (select count(*) from audit_log) < 20000 then
    insert into audit_log (actor_kind, actor_id, request_id, action, subject, subject_id, subject_uuid, user_id, at)
    select 'job', 1 + n % 50, 'plan-' || n, (array['created', 'changed', 'awarded'])[1 + n % 3],
           (array['grade', 'credential'])[1 + n % 2], 'plan-' || n, gen_random_uuid(), 1000000 + n % 5000,
           now() - n * interval '1 minute'
      from generate_series(1, 20000) n;
    analyze audit_log;
  end if;
end $$`;

/** For superagent, which knows no such type. */
function asText(answer: unknown, done: (error: Error | null, text: string) => void): void {
  const response = answer as NodeJS.ReadableStream;
  let text = '';
  response.on('data', (part: Buffer) => (text += part.toString()));
  response.on('end', () => done(null, text));
  response.on('error', (error) => done(error, text));
}
