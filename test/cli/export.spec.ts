import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';

const RUN = 'course-v1:TestX+AA101+1T2023';

let test: TestApp;
let folder: string;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  folder = await mkdtemp(join(tmpdir(), 'credentials-export-'));
  for (const username of ['file_1', 'file_2'])
    await issue(test, username, { course_run_key: RUN, mode: 'verified' });
  await issue(test, 'file_1', { program_uuid: MATHEMATICS.program });
});

afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const cli = (...args: string[]) =>
  command({ ...CONFORMANCE_ENV, DATABASE_URL: test.databaseUrl }, 'export', ...args);

describe('cli export', () => {
  it('prints a table, by default and for -', async () => {
    const asked = ['--fields', 'username,course_run', '--username', 'FILE_2'];
    const { code, out } = await cli(...asked);
    expect([code, out]).toEqual([0, `\ufeff"username","course_run"\r\n"file_2","${RUN}"\r\n`]);
    expect((await cli(...asked, '--output', '-')).out).toBe(out);
  });

  it('writes a file that nobody else reads, and leaves no part of it', async () => {
    const path = join(folder, 'credentials.ndjson');
    const learners = ['--username', 'file_1', '--username', 'file_2'];
    const { code, out } = await cli(
      '--format',
      'ndjson',
      '--fields',
      'username',
      '--output',
      path,
      ...learners,
    );
    expect([code, out]).toEqual([0, '']);
    const rows = (await readFile(path, 'utf8')).trim().split('\n');
    expect(rows.map((row) => JSON.parse(row) as unknown)).toEqual([
      { username: 'file_1' },
      { username: 'file_2' },
      { username: 'file_1' },
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).not.toContain('credentials.ndjson.part');
  });

  it.each<[string[], number]>([
    [['--type', 'program'], 1],
    [['--status', 'revoked'], 0],
    [['--program', MATHEMATICS.program], 2],
    [['--course-run', RUN.toUpperCase()], 1],
    [['--organization', 'nobody'], 0],
    [['--mode', 'verified', '--only-visible'], 1],
    [['--created-after', '2020-01-01', '--created-before', '2021-01-01'], 0],
    [['--modified-after', '2020-01-01', '--modified-before', '2999-01-01T00:00:00Z'], 2],
  ])('narrows by %j', async (filter, count) => {
    const { code, out } = await cli('--format', 'ndjson', '--username', 'file_1', ...filter);
    expect([code, out.split('\n').filter(Boolean).length]).toEqual([0, count]);
  });

  it.each([
    ['--format', 'xlsx'],
    ['--fields', 'username,colour'],
    ['--status', 'expired'],
    ['--created-after', 'yesterday'],
    ['--program', 'nonsense'],
  ])('is used wrongly: %s %s', async (...args) => {
    const { code, out, err } = await cli(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(args[0].slice(2, 6));
  });

  it('names the fields that there are in the help, and when one is wrong', async () => {
    expect((await cli('--help')).out).toMatch(/\bpercent_grade\b/);
    expect((await cli('--fields', 'fullname')).err).toMatch(
      /"fullname" is not a valid choice\. Fields: .*\bname\b/,
    );
  });

  it('fails where it cannot write, and says which file', async () => {
    const path = join(folder, 'none', 'x.csv');
    const { code, err } = await cli('--output', path);
    expect([code, err]).toEqual([1, `${path}.part cannot be written: ENOENT.\n`]);
  });
});
