import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';

const RUN = 'course-v1:TestX+AA101+1T2023';

let test: TestApp;
let folder: string;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  folder = await mkdtemp(join(tmpdir(), 'credentials-lines-'));
});

afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const cli = (...args: string[]) => command({ ...CONFORMANCE_ENV, DATABASE_URL: test.databaseUrl }, ...args);

const file = async (name: string, ...lines: string[]) => {
  const path = join(folder, name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
};

/** The number of a prefix's credentials by status. */
const stored = async (prefix: string): Promise<Record<string, number>> => {
  const rows = await test.dataSource.query<{ status: string; count: number }[]>(
    `select status, count(*)::int as count from user_credential c join users u on u.id = c.user_id
      where starts_with(username, $1) group by status`,
    [prefix],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
};

const learners = (prefix: string, length: number) =>
  Array.from({ length }, (_, n) => `${prefix}${n},${RUN},verified`);

describe('a file that is none', () => {
  it.each([
    ['empty', '', 'The file is empty'],
    [
      'of JSON',
      '[{"username":"odd_1"}]',
      'It must begin with a header that has uuid, or username and program_uuid',
    ],
    ['with semicolons', `username;course_run;mode\nodd_1;${RUN};verified`, 'separated by commas'],
    ['with a column twice', `username,course_run,username\nodd_1,${RUN},odd_2`, '"username" twice'],
    ['with an open quote', `username,course_run\n"odd_1,${RUN}\n`, 'A field in quotes does not end.'],
    [
      'with a very long row',
      `username,course_run\n"${'x\n'.repeat(600_000)}`,
      'longer than 1000000 characters: does a field',
    ],
  ])('is refused without a stack: %s', async (name, text, words) => {
    const path = await file(`odd ${name}.csv`, text);
    for (const action of ['issue', 'revoke']) {
      const { code, err } = await cli(action, '--file', path);
      expect([code, err]).toEqual([1, expect.stringContaining(words)]);
      expect(err).not.toContain('    at ');
    }
    expect(await stored('odd_')).toEqual({});
  });

  it('is refused when a line of NDJSON is very long, and not split at other line ends than JSON has', async () => {
    const item = {
      username: 'long_1',
      course_run: RUN,
      mode: 'verified',
      attributes: [{ name: 'a', value: 'x\u2028y' }],
    };
    const path = await file('long.ndjson', JSON.stringify(item), `"${'x'.repeat(1_100_000)}`);
    const { code, err } = await cli('issue', '--file', path);
    expect([code, err]).toEqual([1, expect.stringContaining('longer than 1000000 characters')]);
    const good = await cli('issue', '--file', await file('short.ndjson', JSON.stringify(item)));
    expect([good.code, await stored('long_')]).toEqual([0, { awarded: 1 }]);
  });
});

describe('cli issue', () => {
  it('issues the lines of a CSV file, reports each, and fails for the wrong ones', async () => {
    const path = await file(
      'good.csv',
      'username,course_run,mode',
      ...learners('csv_', 2),
      'csv_2,none,verified',
    );
    const report = join(folder, 'good-report.csv');
    const { code, out, err } = await cli('issue', '--file', path, '--report', report, '--reason', 'A list');
    expect([code, await stored('csv_')]).toEqual([1, { awarded: 2 }]);
    expect(out).toMatch(/^done +2$/m);
    expect(err).toContain('line 3: credential.course_run_key: CourseCertificate failed to create');
    const lines = (await readFile(report, 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toBe('line,result,uuid,error');
    expect(lines[1]).toMatch(/^1,done,[0-9a-f-]{36},$/);
    expect(lines[3]).toMatch(/^3,failed,,/);
    const again = await cli('issue', '--file', path, '--report', report, '--resume');
    expect(again.out).toMatch(/^skipped +2$/m);
    // An empty line would be a row of a spreadsheet.
    expect(await readFile(report, 'utf8')).not.toContain('\n\n');
    await writeFile(report, `${lines.slice(0, 2).join('\n')}\n2,do`);
    const broken = await cli('issue', '--file', path, '--report', report, '--resume');
    expect(broken.out).toMatch(/^done +1\nfailed +1\nskipped +1$/m);
  });

  it('names the request at once, for a run that is broken off', async () => {
    const path = await file('request.csv', 'username,course_run,mode', ...learners('request_', 1));
    const { out, err } = await cli('issue', '--file', path, '--report', join(folder, 'request-report.csv'));
    const request = /^request .*$/m.exec(out)![0];
    expect(err).toMatch(new RegExp(`^${request} .*\\nafter a break: .* --resume\\n$`));
    const revoked = await cli('revoke', '--filter', 'usernames=request_0');
    expect(revoked.err).toContain(/^request .*$/m.exec(revoked.out)![0]);
  });

  it.each(['2,failed,,"Not fou', '2,done,0e00'])(
    'goes on after a report that broke off within a line: %s',
    async (half) => {
      const path = await file('half.csv', 'username,course_run,mode', ...learners('half_', 2));
      const report = await file('half-report.csv', 'line,result,uuid,error', '1,done,,');
      await appendFile(report, half);
      const { code, out } = await cli('issue', '--file', path, '--report', report, '--resume');
      expect([code, await stored('half_')]).toEqual([0, { awarded: 1 }]);
      expect(out).toMatch(/^skipped +1$/m);
      expect(await readFile(report, 'utf8')).toMatch(
        /^line,result,uuid,error\n1,done,,\n2,done,[0-9a-f-]{36},\n$/,
      );
    },
  );

  it('issues the lines of NDJSON: bodies for REST, and flat ones', async () => {
    const path = await file(
      'good.ndjson',
      JSON.stringify({ username: 'json_0', credential: { course_run_key: RUN, mode: 'verified' } }),
      JSON.stringify({
        username: 'json_1',
        course_run: RUN,
        mode: 'verified',
        date_override: '2026-05-01T00:00:00Z',
      }),
      '7',
    );
    const { code, err } = await cli('issue', '--file', path);
    expect([code, await stored('json_')]).toEqual([1, { awarded: 2 }]);
    expect(err).toContain('line 3: It is no JSON object.');
  });

  it('changes nothing in a dry run, and ends with the code of a real one', async () => {
    const path = await file('dry.csv', 'username,course_run,mode', ...learners('dry_', 2));
    const report = join(folder, 'dry-report.csv');
    const { code, out, err } = await cli('issue', '--file', path, '--dry-run', '--report', report);
    expect([code, await stored('dry_')]).toEqual([0, {}]);
    expect(out).toMatch(/^done +2$/m);
    expect(err).toContain('Nothing was changed');
    expect(await readFile(report, 'utf8')).toBe('line,result,uuid,error\n1,checked,,\n2,checked,,\n');
    await cli('issue', '--file', path, '--report', report, '--resume');
    expect(await stored('dry_')).toEqual({ awarded: 2 });
  });

  it('is used wrongly without a file, and with --resume without a report', async () => {
    expect((await cli('issue')).code).toBe(2);
    expect((await cli('issue', '--file', 'x.csv', '--request', 'y')).code).toBe(2);
    expect((await cli('issue', '--file', 'x.csv', '--resume')).code).toBe(2);
    expect((await cli('issue', '--file', 'x.csv', '--expected', '1')).code).toBe(2);
    expect((await cli('issue', '--file', join(folder, 'no-such-file.csv'))).code).toBe(1);
  });
});

describe('cli revoke', () => {
  const issue = async (prefix: string, length: number) => {
    const path = await file(`${prefix}.csv`, 'username,course_run,mode', ...learners(prefix, length));
    const report = join(folder, `${prefix}-report.csv`);
    const { out } = await cli('issue', '--file', path, '--report', report);
    return { path, report, request: /^request +(\S+)$/m.exec(out)![1]! };
  };

  it('takes back what a run of issue has awarded, by its id', async () => {
    await issue('undo_', 1);
    const { request } = await issue('undo_', 3);
    const dry = await cli('revoke', '--request', request, '--dry-run');
    expect([dry.out, await stored('undo_')]).toEqual(['revoked  2\n', { awarded: 3 }]);
    expect(dry.err).toMatch(/^undo_1 {2}course-v1:\S+ {2}[0-9a-f-]{36}\nundo_2 /m);
    const { code } = await cli(
      'revoke',
      '--request',
      request,
      '--expected',
      '2',
      '--reason',
      'The wrong list',
    );
    expect([code, await stored('undo_')]).toEqual([0, { awarded: 1, revoked: 2 }]);
  });

  it('revokes by a report of issue, and by the file that was issued', async () => {
    const first = await issue('report_', 2);
    expect((await cli('revoke', '--file', first.report)).code).toBe(0);
    expect(await stored('report_')).toEqual({ revoked: 2 });
    const second = await issue('file_', 2);
    expect((await cli('revoke', '--file', second.path)).code).toBe(0);
    expect(await stored('file_')).toEqual({ revoked: 2 });
  });

  it('is taken back by its id, but for what was revoked anew since', async () => {
    const { path, report } = await issue('back_', 3);
    const { out } = await cli('revoke', '--file', path);
    const request = /^request +(\S+)$/m.exec(out)![1]!;
    const [, , last] = (await readFile(report, 'utf8')).trimEnd().split('\n').slice(1);
    const again = await file('back-again.csv', 'uuid', last!.split(',')[2]!);
    await cli('issue', '--file', again);
    await cli('revoke', '--file', again);
    const dry = await cli('issue', '--request', request, '--dry-run');
    expect([dry.out, await stored('back_')]).toEqual(['awarded  2\n', { revoked: 3 }]);
    expect((await cli('issue', '--request', request, '--expected', '3')).code).toBe(1);
    const { code } = await cli('issue', '--request', request, '--reason', 'The list was right');
    expect([code, await stored('back_')]).toEqual([0, { awarded: 2, revoked: 1 }]);
    expect((await cli('issue', '--request', request)).out).toMatch(/^awarded {2}0$/m);
  });

  it('is not taken back where the request created what is revoked: nobody had awarded it', async () => {
    const path = await file('born.csv', 'username,course_run,mode,status', `born_0,${RUN},verified,revoked`);
    const { out } = await cli('issue', '--file', path);
    const request = /^request +(\S+)$/m.exec(out)![1]!;
    expect((await cli('issue', '--request', request)).out).toMatch(/^awarded {2}0$/m);
    expect(await stored('born_')).toEqual({ revoked: 1 });
  });

  it('is taken back by its report, too', async () => {
    const { report } = await issue('awarded_', 2);
    await cli('revoke', '--file', report);
    expect((await cli('issue', '--file', report)).code).toBe(0);
    expect(await stored('awarded_')).toEqual({ awarded: 2 });
  });

  it('creates no credential to revoke', async () => {
    const path = await file('none.csv', 'username,course_run', `none_0,${RUN}`);
    const { code, err } = await cli('revoke', '--file', path);
    expect([code, await stored('none_')]).toEqual([1, {}]);
    expect(err).toContain('line 1: No UserCredential matches the given query.');
  });

  it('revokes by a filter, and nothing when another number matches than was expected', async () => {
    await issue('filter_', 3);
    const filter = ['--filter', 'usernames=filter_0,filter_1', `course_run=${RUN}`];
    expect((await cli('revoke', ...filter, '--expected', '3')).code).toBe(1);
    expect((await cli('revoke', ...filter, '--expected', '2')).out).toMatch(/^revoked +2$/m);
    expect(await stored('filter_')).toEqual({ awarded: 1, revoked: 2 });
  });

  it.each([
    [[]],
    [['--file', 'x.csv', '--request', 'y']],
    [['--file', 'x.csv', '--expected', '1']],
    [['--filter', 'colour=red']],
    [['--filter', 'course_run']],
  ])('is used wrongly: %j', async (args) => {
    expect((await cli('revoke', ...args)).code).toBe(2);
  });
});
