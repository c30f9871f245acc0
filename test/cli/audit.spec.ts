import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';

const CREDENTIALS = '/api/v2/credentials/';
const PROGRAM = '0e000000-0000-4000-8000-000000000001';

describe('cli audit', () => {
  let test: TestApp;
  let uuid: string;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    const root = test.as('root');
    const body = { username: 'told_learner', credential: { program_uuid: PROGRAM } };
    const made = await test.request.post(CREDENTIALS).set('Authorization', root).send(body).expect(201);
    uuid = (made.body as { uuid: string }).uuid;
    const change = { status: 'revoked', reason: 'Plagiarism' };
    await test.request.patch(`${CREDENTIALS}${uuid}/`).set('Authorization', root).send(change).expect(200);
  });
  afterAll(() => test.close());

  const audit = (...args: string[]) =>
    command({ ...CONFORMANCE_ENV, DATABASE_URL: test.databaseUrl }, 'audit', ...args);

  it('says who revoked a credential, and why', async () => {
    const { code, out } = await audit('--subject-id', uuid, '--action', 'revoked');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        new RegExp(
          `^\\S+Z {2}revoked {2}credential {2}${uuid} {2}told_learner {2}user root {2}Plagiarism\\n$`,
        ),
      ),
    ]);
  });

  it('prints the latest rows, and says when there are more', async () => {
    const { out, err } = await audit('--username', 'TOLD_learner', '--limit', '1');
    expect(out).toContain('revoked');
    expect([out.trimEnd().split('\n').length, err]).toEqual([
      1,
      'There are more: narrow the list, or raise --limit.\n',
    ]);
  });

  it('prints every row whole with --ndjson, as over REST', async () => {
    const { out } = await audit('--ndjson', '--subject-id', uuid);
    const answer = await test.request
      .get(`/api/v2/admin/audit/?format=ndjson&subject_id=${uuid}`)
      .set('Authorization', test.as('root'))
      .expect(200);
    expect(out).toBe(answer.text);
  });

  it('prints a row as one line, whatever its reason has', async () => {
    const body = {
      username: 'told_lines',
      credential: { program_uuid: PROGRAM },
      reason: 'One\n2026  revoked',
    };
    await test.request.post(CREDENTIALS).set('Authorization', test.as('root')).send(body).expect(201);
    const { out } = await audit('--username', 'told_lines', '--subject', 'credential');
    expect(out).toMatch(/^\S+ {2}awarded .* {2}One 2026 revoked\n$/);
  });

  it('prints nothing where nothing matches', async () => {
    expect(await audit('--action', 'none')).toEqual({ code: 0, out: '', err: '' });
  });

  it.each([
    ['--since', 'yesterday'],
    ['--limit', '0'],
  ])('is used wrongly: %s %s', async (...args) => {
    expect((await audit(...args)).code).toBe(2);
  });
});
