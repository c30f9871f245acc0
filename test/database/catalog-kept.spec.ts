import { describe, expect, it } from '@jest/globals';
import {
  NO_UUID,
  type World,
  counts,
  query,
  sync,
  upperCase,
  useOddCatalog,
  world,
} from '../support/odd-catalog.js';

useOddCatalog();

describe('what could not be taken is never removed', () => {
  const stored = async () => JSON.stringify(await counts());

  it.each<[string, (world: World) => void]>([
    ['a pathway with an unknown status', ({ pathways }) => (pathways[3]!.status = 'gone')],
    ['a pathway whose uuid cannot be read', ({ pathways }) => (pathways[3]!.uuid = NO_UUID)],
    ['an organization whose uuid has capitals', ({ organizations }) => upperCase(organizations[1]!)],
    ['a run without a key', ({ courses }) => (courses[2]!.course_runs[0]!.key = null)],
    ['a run whose uuid cannot be read', ({ courses }) => (courses[2]!.course_runs[0]!.uuid = NO_UUID)],
    ['runs that are no list', ({ courses }) => (courses[2]!.course_runs = {} as never)],
    ['a course without a key', ({ courses }) => (courses[2]!.key = null)],
    [
      'a course that cannot be read at all, nor its runs',
      ({ courses }) => Object.assign(courses[2]!, { uuid: NO_UUID, course_runs: [7] }),
    ],
    ['a course that is no object', ({ courses }) => (courses[2] = null as never)],
    [
      'a pathway instead of which another one came twice',
      ({ pathways }) => (pathways[3] = { ...pathways[0]! }),
    ],
    [
      'a course instead of which another one came twice, and its run',
      ({ courses }) => (courses[2] = { ...courses[0]! }),
    ],
  ])('%s', async (_name, change) => {
    // Nothing needs these entries any more, so that they would go.
    for (const program of world.programs) program.courses = [];
    await sync();
    for (const course of world.courses) course.owners = [];
    for (const program of world.programs) program.authoring_organizations = [];
    await sync();
    const before = await stored();
    change(world);
    const { leftOut, kinds } = await sync({ remove: true });
    expect(leftOut.length).toBeGreaterThan(0);
    expect(Object.values(kinds).flatMap(({ gone }) => gone)).toEqual([]);
    expect(await stored()).toBe(before);
  });

  it('says why it keeps what is absent beside an entry without a uuid, and removes other kinds', async () => {
    await sync();
    world.pathways[3]!.uuid = NO_UUID;
    world.pathways.splice(2, 1);
    world.programs.splice(6, 1);
    const { kinds } = await sync({ remove: true });
    expect(kinds.pathways.kept.map(({ name, neededBy }) => [name, neededBy])).toEqual([
      ['Draft Pathway', ['entries that could not be read']],
      ['Industry Pathway', ['entries that could not be read']],
    ]);
    expect(kinds.programs.gone).toHaveLength(1);
  });
});

describe('a list that cannot be read as a whole', () => {
  const links = async () => {
    const tables = [
      'course_owner',
      'program_authoring_organization',
      'program_course_run',
      'pathway_program',
    ];
    const rows = (table: string) => query(`select link::text as row from ${table} link order by 1`);
    return JSON.stringify(await Promise.all(tables.map(rows)));
  };

  it.each<[string, (world: World) => void]>([
    ['courses of a program that are no list', ({ programs }) => (programs[0]!.courses = 'x' as never)],
    ['courses of a program that are null', ({ programs }) => (programs[0]!.courses = null as never)],
    ['a program without courses', ({ programs }) => Reflect.deleteProperty(programs[0]!, 'courses')],
    ['a course of a program that is null', ({ programs }) => (programs[0]!.courses[1] = null as never)],
    [
      'runs of a program that are no list',
      ({ programs }) => (programs[0]!.courses[0]!.course_runs = 'x' as never),
    ],
    [
      'runs of a program that are null',
      ({ programs }) => (programs[0]!.courses[0]!.course_runs = null as never),
    ],
    [
      'a run of a program that is text',
      ({ programs }) => (programs[0]!.courses[0]!.course_runs[0] = 'x' as never),
    ],
    ['authors that are no list', ({ programs }) => (programs[0]!.authoring_organizations = 'x')],
    ['authors that are null', ({ programs }) => (programs[0]!.authoring_organizations = null)],
    ['owners that are no list', ({ courses }) => (courses[0]!.owners = 'x')],
    ['owners that are null', ({ courses }) => (courses[0]!.owners = null)],
    ['programs of a pathway that are no list', ({ pathways }) => (pathways[0]!.programs = 'x')],
    ['a pathway without programs', ({ pathways }) => Reflect.deleteProperty(pathways[0]!, 'programs')],
  ])('takes nothing from what is stored, and is named: %s', async (_name, change) => {
    await sync();
    const before = await links();
    change(world);
    expect((await sync({ remove: true })).leftOut).toHaveLength(1);
    expect(await links()).toBe(before);
  });

  it('removes no run of a course that does not say which it has', async () => {
    for (const program of world.programs) program.courses = [];
    await sync();
    const before = await counts();
    world.courses[0]!.course_runs = null as never;
    const { leftOut, kinds } = await sync({ remove: true });
    expect(leftOut).toHaveLength(1);
    expect(kinds.course_runs.gone).toEqual([]);
    expect(await counts()).toEqual(before);
  });

  it('keeps no program of a pathway that is no longer published', async () => {
    await sync();
    Object.assign(world.pathways[0]!, { status: 'unpublished', programs: null });
    await sync();
    expect(
      await query(
        `select from pathway_program link join pathway on pathway.id = link.pathway_id
          where pathway.uuid = '${String(world.pathways[0]!.uuid)}'`,
      ),
    ).toEqual([]);
  });
});
