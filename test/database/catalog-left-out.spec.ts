import { describe, expect, it } from '@jest/globals';
import { CatalogSyncSchedule } from '../../src/catalog/sync/catalog-sync.schedule.js';
import { command } from '../support/command-line.js';
import {
  NO_UUID,
  WHOLE,
  type World,
  app,
  cli,
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
import { loseDeadlocks } from '../support/lose-deadlocks.js';
import { CONFORMANCE_ENV, createTestApp } from '../support/test-app.js';

useOddCatalog();

describe('an entry that cannot be taken stops no other one', () => {
  it.each<[string, (world: World) => void, string, Partial<typeof WHOLE>]>([
    [
      'an organization without a key',
      ({ organizations }) => (organizations[1]!.key = null),
      `organizations, page 1, entry 2 (${uuid('a', 2)}): key: must not be null; it is not taken`,
      { organization: 1 },
    ],
    [
      'an entry that is no object',
      ({ organizations }) => organizations.push(null as never),
      'organizations, page 2, entry 1 (no uuid): must be an object; it is not taken',
      {},
    ],
    [
      'a course with two mistakes, its run included',
      ({ courses }) => Object.assign(courses[2]!, { key: 7, uuid: 'x' }),
      'courses, page 2, entry 1 (no uuid): uuid: must be a UUID in small letters with dashes, key: must be text; it is not taken',
      { course: 2, course_run: 3 },
    ],
    [
      'a title of 256 characters',
      ({ courses }) => (courses[2]!.title = 'x'.repeat(256)),
      `courses, page 2, entry 1 (SonsX+CC103 ${uuid('c', 3)}): title: must have at most 255 characters; it is not taken`,
      { course: 2, course_run: 3 },
    ],
    [
      'a run without a key in a course',
      ({ courses }) => delete courses[0]!.course_runs[1]!.key,
      `courses, page 1, entry 1 (TestX+AA101 ${uuid('c', 1)}): course_runs[1].key: is missing; the course run (${uuid('d', 12)}) is not taken`,
      { course_run: 3 },
    ],
    [
      'a run whose key another one has in another letter case',
      ({ courses }) => (courses[1]!.course_runs[0]!.key = 'COURSE-V1:TESTX+AA101+1T2023'),
      `courses, page 1, entry 2 (TestX+BB102 ${uuid('c', 2)}): the course run COURSE-V1:TESTX+AA101+1T2023 ${uuid('d', 21)}: an earlier one has this key, in any letter case; the first one counts`,
      { course_run: 3 },
    ],
    [
      'a run that is in two courses',
      ({ courses }) => courses[1]!.course_runs.push({ ...courses[0]!.course_runs[0]! }),
      `courses, page 1, entry 2 (TestX+BB102 ${uuid('c', 2)}): the course run course-v1:TestX+AA101+1T2023 ${uuid('d', 11)}: an earlier one has this uuid; the first one counts`,
      {},
    ],
    [
      'a program that comes twice',
      ({ programs }) => programs.push({ ...programs[0]!, title: 'Another title' }),
      `programs, page 4, entry 2 (${uuid('e', 1)}): it came before; the first one counts`,
      {},
    ],
    [
      'a program with a status that nobody knows',
      ({ programs }) => (programs[3]!.status = 'archived'),
      `programs, page 2, entry 2 (${uuid('e', 4)}): status: must be one of unpublished, active, retired, deleted; it is not taken`,
      { program: 6 },
    ],
    [
      'a pathway of an unknown kind',
      ({ pathways }) => (pathways[1]!.pathway_type = 'other'),
      `pathways, page 1, entry 2 (${uuid('f', 2)}): pathway_type: must be one of credit, industry; it is not taken`,
      { pathway: 3 },
    ],
  ])('%s', async (_name, change, words, fewer) => {
    change(world);
    const report = await sync();
    expect(wordsOf(report)).toEqual([words]);
    expect(report.leftOut[0]!.extent).toBe('entry');
    expect(await counts()).toEqual({ ...WHOLE, ...fewer });
  });

  it.each<[string, (world: World) => void, string]>([
    [
      'a logo that no browser opens',
      ({ organizations }) => (organizations[0]!.certificate_logo_image_url = 'javascript:alert(1)'),
      `organizations, page 1, entry 1 (TestX ${uuid('a', 1)}): certificate_logo_image_url: must be a whole http or https address; it is taken, and certificate_logo_image_url is left as it was`,
    ],
    [
      'a logo that is no text',
      ({ organizations }) => (organizations[0]!.certificate_logo_image_url = 7),
      `organizations, page 1, entry 1 (TestX ${uuid('a', 1)}): certificate_logo_image_url: must be a whole http or https address; it is taken, and certificate_logo_image_url is left as it was`,
    ],
    [
      'the start of a run',
      ({ courses }) => (courses[0]!.course_runs[0]!.start = 'soon'),
      `courses, page 1, entry 1 (TestX+AA101 ${uuid('c', 1)}): course_runs[0].start: must be an ISO 8601 time; it is taken, and course_runs[0].start is left as it was`,
    ],
    [
      'hours of effort and a slug',
      ({ programs }) =>
        Object.assign(programs[0]!, { total_hours_of_effort: '40', type_attrs: { slug: 'a b' } }),
      `programs, page 1, entry 1 (${uuid('e', 1)}): type_attrs.slug: must be letters, digits, dashes and underscores, total_hours_of_effort: must be a whole number from 0 to 1000000; it is taken, and type_attrs, total_hours_of_effort are left as they were`,
    ],
    [
      'an organization of a course that is no reference',
      ({ courses }) => (courses[0]!.owners = [{ uuid: uuid('a', 1) }, { uuid: NO_UUID }]),
      `courses, page 1, entry 1 (TestX+AA101 ${uuid('c', 1)}): owners[1].uuid: must be a UUID in small letters with dashes; it is taken, and owners is left as it was`,
    ],
    [
      'an organization and a run of a program that are no references',
      ({ programs }) => {
        programs[0]!.authoring_organizations = [null, { uuid: uuid('a', 1) }];
        programs[0]!.courses[0]!.course_runs.unshift({});
      },
      `programs, page 1, entry 1 (${uuid('e', 1)}): authoring_organizations[0]: must be an object, courses[0].course_runs[0].uuid: is missing; it is taken, and authoring_organizations, courses are left as they were`,
    ],
    [
      'a mail address that is two',
      ({ pathways }) => (pathways[1]!.email = 'a@example.org, b@example.org'),
      `pathways, page 1, entry 2 (${uuid('f', 2)}): email: must be one bare mail address; it is taken, and email is left as it was`,
    ],
    [
      'programs of a pathway that are no list',
      ({ pathways }) => (pathways[1]!.programs = 'all'),
      `pathways, page 1, entry 2 (${uuid('f', 2)}): programs: must be a list; it is taken, and programs is left as it was`,
    ],
  ])('nor does one of which a part is left as it was: %s', async (_name, change, words) => {
    change(world);
    const report = await sync();
    expect(wordsOf(report)).toEqual([words]);
    expect(report.leftOut[0]!.extent).toBe('part');
    expect(await counts()).toEqual(WHOLE);
  });

  it('keeps the order and the rest of a program one of whose runs was not taken', async () => {
    delete world.courses[0]!.course_runs[0]!.key;
    const { leftOut, warnings } = await sync();
    expect(leftOut).toHaveLength(1);
    expect(warnings[0]).toBe(
      'program "Mathematics MicroMasters", courses[0].course_runs[0].uuid: no course run has this uuid; left out',
    );
    const runs = await query<{ key: string }>(
      `select run.key from program_course_run link join course_run run on run.id = link.course_run_id
         join program on program.id = link.program_id where program.uuid = '${uuid('e', 1)}' order by link.position`,
    );
    expect(runs.map(({ key }) => key)).toEqual([
      'course-v1:TestX+AA101+2T2023',
      'course-v1:TestX+BB102+1T2023',
    ]);
  });

  it('is in the log of the process that copies', async () => {
    const lines: string[] = [];
    const worker = await createTestApp({
      env: { ...discovery.env, ROLE: 'api', LOG_LEVEL: 'warn' },
      log: (line) => lines.push(line),
    });
    world.programs[3]!.status = 'archived';
    await worker.app.get(CatalogSyncSchedule, { strict: false }).run();
    await worker.close();
    expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        msg: expect.stringMatching(
          /^programs, page 1, entry 4 .*: status: must be one of .*; it is not taken$/,
        ),
      }),
    );
  });

  it('leaves an entry as it was that can no longer be taken', async () => {
    await sync();
    Object.assign(world.programs[0]!, { title: null, status: 'retired' });
    world.organizations[0]!.name = 'Renamed';
    await sync();
    expect((await column('program', 'status'))[uuid('e', 1)]).toBe('active');
    expect((await column('organization', 'name'))[uuid('a', 1)]).toBe('Renamed');
  });

  it('takes the keys that runs exchange in no sync, and one that moved on in the next', async () => {
    await sync();
    const [first, second] = world.courses[0]!.course_runs;
    [first!.key, second!.key] = [second!.key, first!.key];
    world.organizations[0]!.name = 'Renamed';
    const exchanged = await sync();
    expect(exchanged.leftOut).toHaveLength(2);
    expect(exchanged.leftOut[0]!.words).toContain(`its key belongs to the course run ${uuid('d', 12)}`);
    expect((await column('organization', 'name'))[uuid('a', 1)]).toBe('Renamed');
    second!.key = 'course-v1:TestX+AA101+3T2023';
    expect((await sync()).leftOut).toHaveLength(1);
    expect((await sync()).leftOut).toEqual([]);
    expect(await column('course_run', 'key')).toMatchObject({
      [uuid('d', 11)]: 'course-v1:TestX+AA101+2T2023',
      [uuid('d', 12)]: 'course-v1:TestX+AA101+3T2023',
    });
  });

  it('is named as well by a sync that lost a deadlock and began its changes again', async () => {
    await sync();
    const [first, second] = world.courses[0]!.course_runs;
    [first!.key, second!.key] = [second!.key, first!.key];
    world.programs[0]!.title = 'Renamed';
    const undo = await loseDeadlocks(app.dataSource, 'program', 1);
    const { leftOut } = await sync();
    await undo();
    expect(leftOut.map(({ words }) => words)).toEqual([
      expect.stringContaining(`its key belongs to the course run ${uuid('d', 12)}; it is not taken`),
      expect.stringContaining(`its key belongs to the course run ${uuid('d', 11)}; it is not taken`),
    ]);
    expect((await column('program', 'title'))[uuid('e', 1)]).toBe('Renamed');
    expect(await query('select from catalog_sync')).toHaveLength(2);
  });

  it('says so in the report, the exit code, the stored run, the metrics and to doctor', async () => {
    world.programs[3]!.status = 'archived';
    delete world.courses[0]!.course_runs[1]!.key;
    world.organizations[0]!.certificate_logo_image_url = 'data:image/png;base64,AAAA';
    const { code, out, err } = await cli();
    expect(code).toBe(1);
    expect(out).toContain('programs        6 added');
    expect(err.split('\n').filter((line) => line.startsWith('not taken: '))).toHaveLength(3);
    // Once: the log of a command is its standard error.
    expect(err.match(/0e000000-0000-4000-8000-000000000004/g)).toHaveLength(1);
    expect(err).toContain(`not taken: programs, page 1, entry 4 (${uuid('e', 4)}): status: must be one of`);
    expect(err.trim().split('\n').at(-1)).toBe('3 things of the catalog could not be taken: see above.');
    const [run] = await query<{ summary: object; left_out: string[] }>(
      'select summary, left_out from catalog_sync',
    );
    expect(run!.summary).toMatchObject({
      organizations: { not_taken: 0, incomplete: 1 },
      course_runs: { not_taken: 1, incomplete: 0 },
      programs: { not_taken: 1, incomplete: 0 },
    });
    expect(run!.left_out).toHaveLength(3);
    const metrics = await app.request.get('/metrics');
    expect(metrics.text).toContain('catalog_sync_last_entries{kind="programs",outcome="not_taken"} 1');
    expect(metrics.text).toContain('catalog_sync_last_entries{kind="organizations",outcome="incomplete"} 1');
    const doctor = await command(
      { ...CONFORMANCE_ENV, ...discovery.env, DATABASE_URL: app.databaseUrl },
      'doctor',
    );
    expect(doctor.out).toMatch(
      /^note +catalog +6 programs, copied 0.0 days ago; 3 things could not be taken\n/m,
    );
    expect(doctor.out).toContain(
      '-> correct in the Discovery service: organizations, page 1, entry 1 (TestX',
    );
  });

  it('ends with 1 in a dry run, too', async () => {
    world.programs[3]!.status = 'archived';
    const { code, err } = await cli('--dry-run');
    expect([code, err.trim().split('\n').at(-1)]).toEqual([
      1,
      '1 thing of the catalog could not be taken: see above.',
    ]);
    expect(await query('select from program')).toEqual([]);
  });
});
