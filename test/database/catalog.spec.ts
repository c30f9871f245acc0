import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogDescription, CatalogService } from '../../src/catalog/index.js';
import { readDescription } from '../../src/platform/validation/index.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { readWorld } from '../support/template-database.js';

/** The part of the world that these tests change. */
interface World {
  organizations: { uuid: string; name: string }[];
  courses: { title: string; owners: { uuid: string }[]; course_runs: Record<string, unknown>[] }[];
  programs: { uuid: string; courses: { course_runs: { uuid: string }[] }[] }[];
  pathways: { status: string; email: string; programs: { uuid: string }[] }[];
}

let app: TestApp;
let service: CatalogService;
let world: World;

beforeAll(async () => {
  app = await createTestApp();
  service = app.app.get(CatalogService, { strict: false });
});

afterAll(() => app.close());

beforeEach(async () => {
  world = ((await readWorld()) as { catalog: World }).catalog;
  await query(
    'truncate organization, course, program, pathway, course_certificate, program_certificate cascade',
  );
});

function description(json: unknown = world): CatalogDescription {
  const { value, problems } = readDescription(CatalogDescription, json, 'refuse');
  expect(problems).toEqual([]);
  return value;
}

/** Counts of created, changed and unchanged entries by kind. */
async function apply(json?: unknown) {
  const touches = await app.database.transaction((transaction) =>
    service.apply(transaction, description(json)),
  );
  return Object.fromEntries(Object.entries(touches).map(([kind, touched]) => [kind, touched.tally()]));
}

function problems(json?: unknown) {
  return service.findProblems(app.database, description(json));
}

function query<T>(sql: string): Promise<T[]> {
  return app.dataSource.query<T[]>(sql);
}

async function runsOf(program: string): Promise<string[]> {
  const rows = await query<{ uuid: string }>(
    `select run.uuid from program_course_run link
       join program on program.id = link.program_id join course_run run on run.id = link.course_run_id
      where program.uuid = '${program}' order by link.position`,
  );
  return rows.map(({ uuid }) => uuid);
}

async function programsOf(pathway: number): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from pathway_program link join pathway on pathway.id = link.pathway_id
      where pathway.uuid = '0f000000-0000-4000-8000-00000000000${pathway}'`,
  );
  return row!.count;
}

describe('applying a catalog', () => {
  it('makes what is described, and changes nothing when it is applied again', async () => {
    expect(await apply()).toEqual({
      organizations: { created: 2, changed: 0, unchanged: 0 },
      courses: { created: 3, changed: 0, unchanged: 0 },
      course_runs: { created: 4, changed: 0, unchanged: 0 },
      programs: { created: 7, changed: 0, unchanged: 0 },
      pathways: { created: 4, changed: 0, unchanged: 0 },
    });
    const before = await query('select xmin::text, * from program_course_run order by 1, 2, 3');
    expect(await apply()).toEqual({
      organizations: { created: 0, changed: 0, unchanged: 2 },
      courses: { created: 0, changed: 0, unchanged: 3 },
      course_runs: { created: 0, changed: 0, unchanged: 4 },
      programs: { created: 0, changed: 0, unchanged: 7 },
      pathways: { created: 0, changed: 0, unchanged: 4 },
    });
    expect(await query('select xmin::text, * from program_course_run order by 1, 2, 3')).toEqual(before);
  });

  it('uses up no ids on entries that exist already', async () => {
    await apply();
    await apply();
    world.organizations.push({ ...world.organizations[0]!, uuid: '0a000000-0000-4000-8000-000000000003' });
    await apply();
    const rows = await query<{ id: number }>('select id from organization order by id');
    expect(rows[2]!.id - rows[1]!.id).toBe(1);
  });

  it('counts an entry as changed when its own values or its links changed', async () => {
    await apply();
    world.organizations[0]!.name = 'Renamed University';
    world.courses[0]!.owners.push({ uuid: world.organizations[1]!.uuid });
    world.courses[0]!.course_runs[0]!.end = null;
    const changes = await apply();
    expect(changes.organizations).toEqual({ created: 0, changed: 1, unchanged: 1 });
    expect(changes.courses).toEqual({ created: 0, changed: 1, unchanged: 2 });
    expect(changes.course_runs).toEqual({ created: 0, changed: 1, unchanged: 3 });
    expect(changes.programs).toEqual({ created: 0, changed: 0, unchanged: 7 });
  });

  it('keeps the order of the runs of a program, also when it changes', async () => {
    const program = world.programs[0]!;
    await apply();
    expect(await runsOf(program.uuid)).toEqual([
      '0d000000-0000-4000-8000-000000000011',
      '0d000000-0000-4000-8000-000000000012',
      '0d000000-0000-4000-8000-000000000021',
    ]);
    program.courses.reverse();
    program.courses[1]!.course_runs.shift();
    expect((await apply()).programs).toEqual({ created: 0, changed: 1, unchanged: 6 });
    expect(await runsOf(program.uuid)).toEqual([
      '0d000000-0000-4000-8000-000000000021',
      '0d000000-0000-4000-8000-000000000012',
    ]);
  });

  it('takes the programs away from a pathway that is unpublished', async () => {
    await apply();
    expect([await programsOf(1), await programsOf(2), await programsOf(4)]).toEqual([1, 2, 0]);
    world.pathways[1]!.status = 'unpublished';
    expect((await apply()).pathways).toEqual({ created: 0, changed: 1, unchanged: 3 });
    expect([await programsOf(1), await programsOf(2)]).toEqual([1, 0]);
  });

  it('leaves entries alone that are not described', async () => {
    await apply();
    expect(await apply({ organizations: [world.organizations[0]] })).toMatchObject({
      organizations: { created: 0, changed: 0, unchanged: 1 },
      courses: { created: 0, changed: 0, unchanged: 0 },
    });
    expect(await query('select from organization')).toHaveLength(2);
    expect(await runsOf(world.programs[0]!.uuid)).toHaveLength(3);
  });

  it('links a course certificate to a run that arrives later', async () => {
    await query(
      `insert into course_certificate (site_id, course_id, certificate_type, is_active)
       values (1, 'course-v1:TestX+AA101+1T2023', 'verified', true), (1, 'course-v1:No+Such+Run', 'verified', true)`,
    );
    await apply();
    expect(
      await query(
        `select certificate.course_id, run.key from course_certificate certificate
           left join course_run run on run.id = certificate.course_run_id order by certificate.id`,
      ),
    ).toEqual([
      { course_id: 'course-v1:TestX+AA101+1T2023', key: 'course-v1:TestX+AA101+1T2023' },
      { course_id: 'course-v1:No+Such+Run', key: null },
    ]);
  });

  it('keeps the title of a run only where it differs from the title of its course', async () => {
    await apply();
    const rows = await query<{ title_override: string | null }>(
      'select title_override from course_run order by key',
    );
    expect(rows.map((row) => row.title_override)).toEqual([null, null, 'Analysis I, autumn', null]);
  });

  it('reads start_date and end_date like start and end, in UTC, to the microsecond', async () => {
    const run = world.courses[0]!.course_runs[0]!;
    delete run.start;
    run.start_date = '2023-01-10T02:00:00.123456';
    run.end = '2023-05-10T02:00:00+02:00';
    await apply();
    expect(
      await query(
        `select iso_time(start_date) as start, iso_time(end_date) as end from course_run
          where uuid = '0d000000-0000-4000-8000-000000000011'`,
      ),
    ).toEqual([{ start: '2023-01-10T02:00:00.123456Z', end: '2023-05-10T00:00:00.000000Z' }]);
  });

  it('makes the slug of a program from its type where the catalog gives none', async () => {
    await apply({
      programs: [
        { uuid: '0e000000-0000-4000-8000-0000000000aa', title: 'T', type: 'Élan & Co', status: 'active' },
      ],
    });
    expect(await query('select type_slug from program')).toEqual([{ type_slug: 'elan-co' }]);
  });

  it('makes one of each when two apply the same catalog at once', async () => {
    const [first, second] = await Promise.all([apply(), apply()]);
    expect([first.courses, second.courses]).toEqual(
      expect.arrayContaining([
        { created: 3, changed: 0, unchanged: 0 },
        { created: 0, changed: 0, unchanged: 3 },
      ]),
    );
  });
});

describe('checking a catalog', () => {
  it('finds nothing wrong with the world, empty or applied', async () => {
    expect(await problems()).toEqual([]);
    await apply();
    expect(await problems()).toEqual([]);
  });

  it.each<[string, (key: string) => string]>([
    ['lower', (key) => key.toLowerCase()],
    ['upper', (key) => key.toUpperCase()],
  ])('takes the key of a run in %s case for the same', async (_, spelt) => {
    await apply();
    const [first, second] = world.courses[0]!.course_runs;
    expect(second!.key).not.toBe(spelt(String(second!.key)));
    first!.key = spelt(String(second!.key));
    expect(await problems()).toEqual([
      { path: 'courses[0].course_runs[1].key', message: 'an earlier course run has this key' },
      { path: 'courses[0].course_runs[0].key', message: `belongs to the course run ${String(second!.uuid)}` },
    ]);
    world.courses[0]!.course_runs.pop();
    world.programs[0]!.courses[0]!.course_runs.pop();
    expect((await problems()).map(({ message }) => message)).toEqual([
      `belongs to the course run ${String(second!.uuid)}`,
    ]);
  });

  it('names what is described twice', async () => {
    world.organizations.push(world.organizations[0]!);
    world.courses[1]!.course_runs.push({ ...world.courses[0]!.course_runs[0] });
    expect(await problems()).toEqual([
      { path: 'organizations[2].uuid', message: 'an earlier organization has this uuid' },
      { path: 'courses[1].course_runs[1].uuid', message: 'an earlier course run has this uuid' },
      { path: 'courses[1].course_runs[1].key', message: 'an earlier course run has this key' },
    ]);
  });

  it('names references to what is neither described nor stored', async () => {
    const { organizations: _, ...rest } = world;
    const missing = 'no organization has this uuid';
    expect((await problems(rest)).map(({ message }) => message)).toEqual(Array(10).fill(missing));
    await apply();
    expect(await problems(rest)).toEqual([]);
    world.programs[0]!.courses[0]!.course_runs[1]!.uuid = '0d000000-0000-4000-8000-0000000000ff';
    world.pathways[0]!.programs[0]!.uuid = '0e000000-0000-4000-8000-0000000000ff';
    expect(await problems()).toEqual([
      { path: 'programs[0].courses[0].course_runs[1].uuid', message: 'no course run has this uuid' },
      { path: 'pathways[0].programs[0].uuid', message: 'no program has this uuid' },
    ]);
  });

  it('names a key that belongs to another run', async () => {
    await apply();
    world.courses[0]!.course_runs[0]!.key = 'course-v1:TestX+AA101+2T2023';
    world.courses[0]!.course_runs.pop();
    world.programs[0]!.courses[0]!.course_runs.pop();
    expect(await problems()).toEqual([
      {
        path: 'courses[0].course_runs[0].key',
        message: 'belongs to the course run 0d000000-0000-4000-8000-000000000012',
      },
    ]);
  });

  it.each([
    'a@b@c.example',
    'a@c.example\r\nBcc: d@c.example',
    'A <a@c.example>',
    'a@c.example, b@c.example',
    ' ',
  ])('refuses %j as the mail address of a pathway', (email) => {
    world.pathways[0]!.email = email;
    expect(readDescription(CatalogDescription, world, 'refuse').problems).toEqual([
      { path: 'pathways[0].email', message: 'must be one bare mail address' },
    ]);
  });
});
