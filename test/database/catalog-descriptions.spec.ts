import { describe, expect, it } from '@jest/globals';
import { column, sync, useOddCatalog, uuid, wordsOf, world } from '../support/odd-catalog.js';

useOddCatalog();

const PROGRAM = uuid('e', 1);
const COURSE = uuid('c', 1);
const ORGANIZATION = uuid('a', 1);

const of = async (table: string, name: string, id: string) => (await column(table, name))[id];

describe('descriptions and links of the catalog', () => {
  it.each([
    ['the subtitle', { subtitle: ' Prove it. ', overview: '<p>Other</p>' }, 'Prove it.'],
    [
      'else the words of the overview',
      { subtitle: '', overview: '<p>Prove &amp; count</p>' },
      'Prove & count',
    ],
    ['else nothing', { subtitle: null, overview: '<p>&nbsp;</p>' }, null],
  ])('of a program are %s', async (_, fields, description) => {
    Object.assign(world.programs[0]!, fields);
    expect(wordsOf(await sync())).toEqual([]);
    expect(await of('program', 'description', PROGRAM)).toBe(description);
  });

  it('are cut behind a word, at most 500 characters long', async () => {
    Object.assign(world.courses[0]!, { short_description: `<p>${'wordy '.repeat(2000)}</p>` });
    await sync();
    const text = String(await of('course', 'description', COURSE));
    expect([text.length <= 500, text.length > 480]).toEqual([true, true]);
    expect(text).toMatch(/ wordy…$/);
  });

  it('may say nothing without being left out', async () => {
    const nothing = {
      subtitle: '',
      overview: '',
      short_description: ' ',
      marketing_url: '',
      homepage_url: '',
    };
    for (const entry of [world.organizations[0]!, world.courses[0]!, world.programs[0]!])
      Object.assign(entry, nothing);
    expect(wordsOf(await sync())).toEqual([]);
    expect(await of('organization', 'homepage_url', ORGANIZATION)).toBeNull();
  });

  it('of an organization are its web site, else its page on the platform', async () => {
    const [site, page] = ['https://university.example/', 'https://platform.example/school/x'];
    Object.assign(world.organizations[0]!, { homepage_url: site, marketing_url: page });
    await sync();
    expect(await of('organization', 'homepage_url', ORGANIZATION)).toBe(site);
    Object.assign(world.organizations[0]!, { homepage_url: null });
    await sync();
    expect(await of('organization', 'homepage_url', ORGANIZATION)).toBe(page);
  });

  it('stay where one cannot be read and no other one says anything', async () => {
    Object.assign(world.programs[0]!, { subtitle: 'As stored', overview: null });
    await sync();
    Object.assign(world.programs[0]!, { subtitle: 7, overview: '<p></p>' });
    expect(wordsOf(await sync())).toHaveLength(1);
    expect(await of('program', 'description', PROGRAM)).toBe('As stored');
    Object.assign(world.programs[0]!, { overview: '<p>Readable</p>' });
    await sync();
    expect(await of('program', 'description', PROGRAM)).toBe('Readable');
  });
});
