import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';

const RUN = 'course-v1:TestX+AA101+1T2023';
const LATER = '2200-01-01T00:00:00Z';

describe('cli reconcile', () => {
  let test: TestApp;
  let folder: string;
  let serial = 0;
  let ada: string;
  let ben: string;
  let cleo: string;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    folder = await mkdtemp(join(tmpdir(), 'reconcile-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await test.close();
  });

  /** Each test has learners of its own, who alone have credentials: others would be extra. */
  beforeEach(async () => {
    serial += 1;
    [ada, ben, cleo] = [`Ada_${serial}`, `Ben_${serial}`, `Cleo_${serial}`];
    await test.dataSource.query(
      'truncate user_credential, user_grade, former_credential_uuid, user_credential_attribute, pathway_notification',
    );
  });

  const award = async (username: string, status = 'awarded') => {
    const body = { username, status, credential: { course_run_key: RUN, mode: 'verified' } };
    const request = test.request.post('/api/v2/credentials/').set('Authorization', test.as('root'));
    await request.send(body).expect(201);
  };
  const write = async (text: string, name = 'lms.csv'): Promise<string> => {
    const file = join(folder, `${serial}-${name}`);
    await writeFile(file, text);
    return file;
  };
  const reconcile = (file: string, ...args: string[]) =>
    command({ ...CONFORMANCE_ENV, DATABASE_URL: test.databaseUrl }, 'reconcile', '--file', file, ...args);
  const stored = () =>
    test.dataSource.query<object[]>(
      `select u.username, c.status, g.percent_grade as grade from users u
         left join user_credential c on c.user_id = u.id left join user_grade g on g.user_id = u.id
        where u.username = any ($1) order by u.username`,
      [[ada, ben, cleo]],
    );

  it.each([
    ['without rows', 'username,course_run,status\n', 'The file has no rows.'],
    ['empty', '', 'The file is empty'],
    ['with other columns', 'user,run\na,b\n', 'a header that has username and course_run'],
    [
      'with a column twice',
      `username,course_run,status,status\na,${RUN},awarded,revoked\n`,
      '"status" twice',
    ],
  ])('takes no file %s for one that agrees', async (_, text, words) => {
    const { code, err } = await reconcile(await write(text));
    expect([code, err]).toEqual([1, expect.stringContaining(words)]);
  });

  it('finds what is missing, different and extra, mends it when told to, and then finds nothing', async () => {
    await award(ben, 'revoked');
    await award(cleo);
    const file = await write(
      `username,course_run,status,percent_grade,letter_grade,mode\n${ada},${RUN},downloadable,0.91,A,verified\n` +
        `${ben.toUpperCase()},${RUN.toUpperCase()},awarded,,,\n`,
    );
    const before = await stored();
    const report = join(folder, `${serial}-report.csv`);
    const dry = await reconcile(file, '--as-of', LATER, '--report', report);
    expect(dry.code).toBe(1);
    expect(dry.out).toMatch(/^missing credentials +1 +0$/m);
    expect(dry.out).toMatch(/^missing grades +1 +0$/m);
    expect(dry.out).toMatch(/^different credentials +1 +0$/m);
    expect(dry.out).toMatch(/^extra credentials +1 +0$/m);
    expect((await readFile(report, 'utf8')).split('\n').sort()).toEqual(
      [
        '',
        'kind,what,username,course_run,lms,here,result',
        `extra,credential,${cleo},${RUN},,awarded,open`,
        `missing,credential,${ada},${RUN},awarded,,open`,
        `different,credential,${ben.toUpperCase()},${RUN.toUpperCase()},awarded,revoked,open`,
        `missing,grade,${ada},${RUN},A 0.9100,,open`,
      ].sort(),
    );
    expect(await stored()).toEqual(before);
    const kept = await reconcile(file, '--as-of', LATER, '--apply');
    expect([kept.code, kept.err]).toEqual([1, '1 differences are left.\n']);
    const whole = [
      { username: ada, status: 'awarded', grade: '0.9100' },
      { username: ben, status: 'awarded', grade: null },
    ];
    expect(await stored()).toEqual([...whole, { username: cleo, status: 'awarded', grade: null }]);
    expect(await reconcile(file, '--as-of', LATER, '--apply', '--revoke-extra')).toMatchObject({ code: 0 });
    expect(await stored()).toEqual([...whole, { username: cleo, status: 'revoked', grade: null }]);
    expect(await reconcile(file, '--as-of', LATER)).toMatchObject({ code: 0 });
    const reasons = await test.dataSource.query(
      `select distinct reason from audit_log where reason like 'reconcile ' || $1 || '-%'`,
      [serial],
    );
    expect(reasons).toEqual([{ reason: `reconcile ${serial}-lms.csv` }]);
  });

  it('names what it can mend before what is extra', async () => {
    const others = Array.from({ length: 21 }, (_, n) => `Extra_${serial}_${n}`);
    for (const username of others) await award(username);
    await award(ben);
    const file = await write(
      `username,course_run,status,mode\n${ada},${RUN},awarded,verified\n${ben},${RUN},revoked,\n`,
    );
    const { out } = await reconcile(file, '--as-of', LATER);
    expect(out).toMatch(/^different credentials .*\nmissing credentials .*\nextra credentials +21 /m);
    const [first, second, ...more] = out.split('\n\n')[1]!.trimEnd().split('\n');
    expect([first, second].map((line) => line!.split(' ')[0]).sort()).toEqual(['different', 'missing']);
    expect(more).toHaveLength(18);
  });

  it('leaves alone what was changed here after the file was written', async () => {
    await award(ada);
    await award(ben);
    const file = await write(`username,course_run,status\n${ada},${RUN},revoked\n`);
    expect(
      await reconcile(file, '--as-of', '2020-01-01T00:00:00Z', '--apply', '--revoke-extra'),
    ).toMatchObject({ code: 0 });
    expect(await stored()).toMatchObject([{ status: 'awarded' }, { status: 'awarded' }]);
  });

  it('says of each line that cannot be mended why, and mends the others', async () => {
    const file = await write(
      [
        { username: ada, course_run: RUN, status: 'awarded', mode: 'verified' },
        { username: ben, course_run: 'course-v1:No+Such+Run', status: 'awarded', percent_grade: 0.5 },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
      'lms.ndjson',
    );
    const { code, out } = await reconcile(file, '--as-of', LATER, '--apply');
    expect(code).toBe(1);
    expect(out).toMatch(/^missing credentials +2 +1$/m);
    expect(out).toContain("doesn't exist in the catalog");
    expect(out).toContain('No CourseRun exists for key');
    expect(await stored()).toEqual([{ username: ada, status: 'awarded', grade: null }]);
  });

  it('takes the later of two lines about the same', async () => {
    const line = (status: string) => `${ada},${RUN},${status},verified\n`;
    const file = await write(
      `username,course_run,status,mode\n${line('awarded')}${line('awarded').toUpperCase().replace('AWARDED,VERIFIED', 'revoked,')}`,
    );
    const { code, out } = await reconcile(file, '--apply');
    expect([code, /^compared +1$/m.test(out)]).toEqual([0, true]);
    expect(await stored()).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['without a username', `username,course_run\n,${RUN}\n`, 'row 1: username is missing'],
    ['with an unknown status', `username,course_run,status\nx,${RUN},lost\n`, 'row 1: status is none of'],
    [
      'with a grade that is none',
      `username,course_run,percent_grade\nx,${RUN},91%\n`,
      'row 1: percent_grade',
    ],
    ['with an open quote', `username,course_run\n"x,${RUN}\n`, 'A field in quotes does not end.'],
  ])('compares nothing of a file %s', async (_what, text, words) => {
    await award(ada);
    const { code, out, err } = await reconcile(
      await write(text),
      '--as-of',
      LATER,
      '--apply',
      '--revoke-extra',
    );
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(words);
    expect(await stored()).toEqual([{ username: ada, status: 'awarded', grade: null }]);
  });

  it('tells wrong usage', async () => {
    const file = await write('username,course_run\n');
    expect((await reconcile(file, '--apply', '--dry-run')).code).toBe(2);
    expect((await reconcile(file, '--revoke-extra')).code).toBe(2);
    expect((await reconcile('-')).code).toBe(2);
    expect((await reconcile(file, '--as-of', 'yesterday')).code).toBe(2);
    expect(await reconcile(join(folder, 'none.csv'))).toMatchObject({
      code: 1,
      err: expect.stringContaining("The file can't be read"),
    });
  });
});
