import { describe, expect, it } from '@jest/globals';
import type { FakeDiscovery } from '../support/fake-discovery.js';
import {
  type Entry,
  WHOLE,
  app,
  column,
  counts,
  discovery,
  query,
  sync,
  useOddCatalog,
  uuid,
  wordsOf,
  world,
} from '../support/odd-catalog.js';

useOddCatalog();

describe('a catalog is copied as it is', () => {
  it.each<[string, FakeDiscovery['nextOf']]>([
    [
      'at a host of the inside',
      (address) => address?.replace(/^http:\/\/[^/]+/, 'http://discovery.internal:8381'),
    ],
    ['at another scheme', (address) => address?.replace('http:', 'https:') ?? null],
    ['relative, and empty on the last page', (address) => (address === null ? '' : '?page=2')],
    ['true and absent', (address) => (address === null ? undefined : true)],
  ])('where `next` is %s', async (_name, nextOf) => {
    discovery.nextOf = nextOf;
    expect((await sync()).leftOut).toEqual([]);
    expect(await counts()).toEqual(WHOLE);
  });

  it.each([
    ['/media/organization/logo.png', (origin: string) => `${origin}/media/organization/logo.png`],
    ['media/my logo.png', (origin: string) => `${origin}/media/my%20logo.png`],
    ['//cdn.example.org/logo.png', () => 'http://cdn.example.org/logo.png'],
    ['https://cdn.example.org/a b.png', () => 'https://cdn.example.org/a%20b.png'],
    ['https://cdn.example.org/\ud800.png', () => 'https://cdn.example.org/%EF%BF%BD.png'],
    ['https://cdn.example.org/x.png', () => 'https://cdn.example.org/x.png'],
    ['  ', () => null],
    [undefined, () => null],
  ])('with the logo %j of an organization', async (logo, stored) => {
    world.organizations[0]!.certificate_logo_image_url = logo;
    expect((await sync()).leftOut).toEqual([]);
    expect((await column('organization', 'certificate_logo_image_url'))[uuid('a', 1)]).toBe(
      stored(discovery.origin),
    );
  });

  it.each([null, '', ' ', undefined])(
    'with the title %j of a course, whose key stands for it',
    async (title) => {
      Object.assign(world.courses[2]!, { title });
      Object.assign(world.courses[2]!.course_runs[0]!, { title });
      expect((await sync()).leftOut).toEqual([]);
      expect((await column('course', 'title'))[uuid('c', 3)]).toBe('SonsX+CC103');
      expect((await column('course_run', 'title_override'))[uuid('d', 31)]).toBeNull();
    },
  );

  it.each([null, '', undefined])(
    'with the name %j of an organization, whose key stands for it',
    async (name) => {
      Object.assign(world.organizations[0]!, { name });
      expect((await sync()).leftOut).toEqual([]);
      expect((await column('organization', 'name'))[uuid('a', 1)]).toBe('TestX');
    },
  );

  it.each<[string, Entry, string, unknown]>([
    ['no type', { type: null, type_attrs: null }, '', ''],
    ['the type left away', { type: undefined, type_attrs: undefined }, '', ''],
    ['a type whose slug is null', { type: 'XSeries', type_attrs: { slug: null } }, 'XSeries', 'xseries'],
    ['a type whose slug is empty', { type: 'XSeries', type_attrs: { slug: '' } }, 'XSeries', 'xseries'],
    ['a type without a slug', { type: 'XSeries', type_attrs: {} }, 'XSeries', 'xseries'],
    ['a slug without a type', { type: '', type_attrs: { slug: 'xseries' } }, '', 'xseries'],
    // One character of Unicode that stands for eighteen.
    [
      'a type of 255 ligatures',
      { type: '\ufdfa'.repeat(255), type_attrs: null },
      '\ufdfa'.repeat(255),
      expect.stringMatching(/^.{255}$/u),
    ],
  ])('with a program with %s', async (_name, parts, type, slug) => {
    Object.assign(world.programs[0]!, parts);
    expect((await sync()).leftOut).toEqual([]);
    expect((await column('program', 'type'))[uuid('e', 1)]).toBe(type);
    expect((await column('program', 'type_slug'))[uuid('e', 1)]).toEqual(slug);
    await app.request
      .get(`/api/v2/admin/programs/${uuid('e', 1)}/`)
      .set('Authorization', app.as('root', { administrator: true }))
      .expect(200);
  });

  it.each([null, '', undefined])(
    'with a pathway of the status %j, which counts as published',
    async (status) => {
      Object.assign(world.pathways[3]!, { status });
      expect((await sync()).leftOut).toEqual([]);
      expect((await column('pathway', 'status'))[uuid('f', 4)]).toBe('published');
      expect(await query('select from pathway_program')).toHaveLength(5);
    },
  );

  it.each([null, '', ' ', undefined])(
    'with a pathway of the mail address %j, which is not active',
    async (email) => {
      Object.assign(world.pathways[0]!, { email });
      expect((await sync()).leftOut).toEqual([]);
      expect((await column('pathway', 'email'))[uuid('f', 1)]).toBe('');
    },
  );

  it('with titles of 255 characters as people count them, wherever there is a title', async () => {
    const title = '😀'.repeat(255);
    for (const [entry, field] of [
      [world.organizations[0]!, 'name'],
      [world.courses[0]!, 'title'],
      [world.courses[0]!.course_runs[1]!, 'title'],
      [world.programs[0]!, 'title'],
      [world.pathways[0]!, 'name'],
      [world.pathways[0]!, 'org_name'],
    ] as const)
      entry[field] = title;
    const [course] = world.courses;
    course!.course_runs[1]!.title = `${'😀'.repeat(254)}!`;
    expect((await sync()).leftOut).toEqual([]);
    expect((await column('program', 'title'))[uuid('e', 1)]).toBe(title);
    expect((await column('course_run', 'title_override'))[uuid('d', 12)]).toBe(`${'😀'.repeat(254)}!`);
  });
});

describe('a catalog of every oddity at once', () => {
  it('is copied but for what makes no sense, again without any change, and then removes what is really gone', async () => {
    await sync();
    discovery.nextOf = (address) => address?.replace(/^http:\/\/[^/]+/, 'https://discovery.internal:8381');
    Object.assign(world.organizations[0]!, { certificate_logo_image_url: '/media/x.png', name: null });
    world.organizations.push({}, { ...world.organizations[1]!, uuid: uuid('a', 9), name: 7 });
    Object.assign(world.courses[2]!, { title: null, owners: null });
    world.courses[2]!.course_runs.push({
      uuid: uuid('d', 32),
      key: 'COURSE-V1:SonsX+CC103+1T2023',
      title: null,
    });
    world.courses.push({ uuid: uuid('c', 9), key: null, course_runs: [] });
    Object.assign(world.programs[0]!, { type: null, type_attrs: null, total_hours_of_effort: 1.5 });
    delete world.programs[1]!.total_hours_of_effort;
    world.programs.push({ ...world.programs[2]!, title: 'Twice' });
    for (const pathway of world.pathways) delete pathway.status;
    world.pathways[0]!.email = null;
    world.pathways[1]!.email = 'nobody';
    world.pathways.push('a pathway' as never);
    world.programs.splice(5, 1);
    const first = await sync({ remove: true });
    expect(
      wordsOf(first).map((words) => words.replace(/^(\w+), page (\d+), entry (\d+) .*$/, '$1 $2 $3')),
    ).toEqual([
      'organizations 2 1',
      'organizations 2 2',
      'courses 2 1',
      'courses 2 1',
      'courses 2 2',
      'programs 1 1',
      'programs 4 1',
      'pathways 1 2',
      'pathways 3 1',
    ]);
    expect(await counts()).toEqual(WHOLE);
    const again = await sync({ remove: true });
    expect(Object.values(again.kinds).flatMap(({ added, changed }) => [...added, ...changed])).toEqual([]);
    expect(wordsOf(again)).toEqual(wordsOf(first));
    world.programs.pop();
    expect((await sync({ remove: true })).kinds.programs.gone).toHaveLength(1);
  });
});
