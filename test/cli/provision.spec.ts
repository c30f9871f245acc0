import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { watchOrigins } from '../support/watch-origins.js';

const WORLD = fileURLToPath(new URL('../conformance/world.json', import.meta.url));

describe('cli provision', () => {
  let database: TestDatabase;
  let folder: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'credentials-provision-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
    await database.drop();
  });

  const provision = (...args: string[]) =>
    command({ ...CONFORMANCE_ENV, DATABASE_URL: database.url }, 'provision', ...args);
  const file = async (text: string) => {
    const path = join(folder, 'description.json');
    await writeFile(path, text);
    return path;
  };
  const row = (out: string, section: string) =>
    out
      .split('\n')
      .find((line) => line.startsWith(`${section} `))
      ?.split(/\s+/)
      .slice(1)
      .map(Number);

  it('with --dry-run prints what it would do, twice the same', async () => {
    for (const _ of [1, 2]) {
      const { code, out, err } = await provision(WORLD, '--dry-run');
      expect([code, err]).toEqual([0, 'Nothing was changed: this was a dry run.\n']);
      expect(row(out, 'users')).toEqual([15, 0, 0]);
    }
  });

  it('prints what it created, and left when it is run again', async () => {
    const first = await provision(WORLD);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(row(first.out, 'catalog.programs')).toEqual([7, 0, 0]);
    const second = await provision(WORLD);
    expect(second.code).toBe(0);
    expect(row(second.out, 'users')).toEqual([0, 0, 15]);
    expect(row(second.out, 'catalog.programs')).toEqual([0, 0, 7]);
    expect(row(second.out, 'program_certificates')).toEqual([0, 0, 6]);
  });

  it('writes for the account that runs the command', async () => {
    const { transactions, stop } = watchOrigins();
    await provision(WORLD);
    stop();
    const caller = { kind: 'command', command: 'provision', account: userInfo().username };
    expect(transactions).toEqual([{ requestId: expect.stringMatching(/^[\da-f-]{36}$/), caller }]);
  });

  it('fails with the path of all that is wrong', async () => {
    const path = await file(
      JSON.stringify({
        site: { plattform_name: 'X' },
        catalog: { courses: [{ course_runs: [{ key: 1 }] }] },
      }),
    );
    const { code, out, err } = await provision(path);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(`The description is wrong; nothing was changed:
  site.plattform_name: unknown key
  catalog.courses[0].uuid: is missing
  catalog.courses[0].key: is missing
  catalog.courses[0].title: is missing
  catalog.courses[0].course_runs[0].uuid: is missing
  catalog.courses[0].course_runs[0].key: must be text
`);
  });

  it('fails in one sentence when the file is missing or no JSON', async () => {
    const missing = await provision(join(folder, 'nothing.json'));
    expect([missing.code, missing.err]).toEqual([
      1,
      expect.stringMatching(/^The file can't be read: ENOENT.*\n$/),
    ]);
    const broken = await provision(await file('{"site": '));
    expect([broken.code, broken.err]).toEqual([1, expect.stringMatching(/ is no JSON: .*\n$/)]);
  });

  it('is wrong usage without a file', async () => {
    const { code, err } = await provision();
    expect([code, err]).toEqual([2, expect.stringContaining("missing required argument 'file'")]);
  });
});
