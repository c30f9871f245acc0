import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDataSource } from '../../src/data-source.js';
import { checkDatabase } from '../../src/cli/doctor/check-database.js';
import { findServerProblem } from '../../src/platform/database/index.js';
import { withDataSource } from '../../src/process/prepare-database.js';
import { asAdmin, urlOf } from '../support/template-database.js';
import { testServerUrl } from '../support/test-database.js';

/** Options of `create database`, and the first version that has them. */
type Locale = readonly [options: string, since: number];

const FOLDING: readonly Locale[] = [
  [`locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'`, 17],
  [`locale_provider icu icu_locale 'und' locale 'C'`, 15],
  [`locale_provider icu icu_locale 'de-DE' locale 'C'`, 15],
];
const LATIN_ONLY: readonly Locale[] = [
  [`locale_provider libc locale 'C'`, 15],
  [`locale_provider libc locale 'POSIX'`, 15],
  [`locale_provider builtin builtin_locale 'C' locale 'C'`, 17],
];
const TURKISH: readonly Locale[] = [
  [`locale_provider icu icu_locale 'tr-TR' locale 'C'`, 15],
  [`locale_provider icu icu_locale 'az' locale 'C'`, 15],
];

describe('the letter case of a database with', () => {
  const made: string[] = [];

  afterEach(async () => {
    for (const name of made.splice(0)) await asAdmin(testServerUrl(), `drop database ${name} with (force)`);
  });

  /** The address of a new database; undefined where the server is too old for these options. */
  async function create([options, since]: Locale): Promise<string | undefined> {
    if ((await serverMajor()) < since) return undefined;
    const name = `t_locale_${randomBytes(6).toString('hex')}`;
    await asAdmin(testServerUrl(), `create database ${name} template template0 encoding 'UTF8' ${options}`);
    made.push(name);
    return urlOf(testServerUrl(), name);
  }

  it.each(FOLDING)('%s is good', async (...locale) => {
    const url = await create(locale);
    if (url !== undefined) expect(await findServerProblem(url)).toBeUndefined();
  });

  it.each([...LATIN_ONLY, ...TURKISH])('%s is refused before anything is made', async (...locale) => {
    const url = await create(locale);
    if (url === undefined) return;
    await expect(withDataSource(url, () => Promise.resolve('opened'))).rejects.toThrow(
      /^The database cannot be used: its locale \S+ folds .+ A to Z.* To do: create a database with a locale .+\.$/,
    );
  });

  it.each(TURKISH)('%s is refused in a database that is in use, too', async (...locale) => {
    const url = await create(locale);
    if (url === undefined) return;
    await asAdmin(url, 'create table migration (id integer, name text)');
    expect(await findServerProblem(url)).toMatchObject({
      found: expect.stringContaining('in a way of its own'),
    });
  });

  it.each(LATIN_ONLY)('%s stays in use where it is, and doctor says what that means', async (...locale) => {
    const url = await create(locale);
    if (url === undefined) return;
    await asAdmin(url, 'create table migration (id integer, name text)');
    expect(await findServerProblem(url)).toBeUndefined();
    expect(await findings(url)).toContainEqual({
      subject: 'letter case',
      verdict: 'note',
      found: expect.stringContaining('folds only the letters A to Z'),
      remedy: expect.stringContaining('create a database with a locale'),
    });
  });

  it('the locale of the tests needs no word of doctor', async () => {
    expect((await findings(testServerUrl())).map(({ subject }) => subject)).not.toContain('letter case');
  });
});

async function findings(url: string) {
  const dataSource = await createDataSource(url).initialize();
  try {
    return await checkDatabase(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function serverMajor(): Promise<number> {
  const dataSource = await createDataSource(testServerUrl()).initialize();
  try {
    return Number.parseInt(dataSource.driver.version ?? '', 10);
  } finally {
    await dataSource.destroy();
  }
}
