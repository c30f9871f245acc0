import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogSyncSchedule, CatalogSyncService, type SyncOptions } from '../../src/catalog/index.js';
import { loadConfig } from '../../src/config/index.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';
import { command } from '../support/command-line.js';
import { countStatements } from '../support/count-statements.js';
import { type DiscoveryFault, FakeDiscovery } from '../support/fake-discovery.js';
import { largeLists } from '../support/large-discovery.js';
import { readWorld } from '../support/template-database.js';
import { watchOrigins } from '../support/watch-origins.js';

interface World {
  organizations: { uuid: string; name: string }[];
  courses: {
    uuid: string;
    title: string;
    course_runs: { uuid: string; key: string; start?: unknown; start_date?: unknown }[];
  }[];
  programs: { uuid: string; title: string; courses: { uuid: string; course_runs: { uuid: string }[] }[] }[];
  pathways: { uuid: string; status: string }[];
}

const RUN = '0d000000-0000-4000-8000-000000000011';

describe('the catalog sync', () => {
  let discovery: FakeDiscovery;
  let app: TestApp;
  let service: CatalogSyncService;
  let world: World;

  beforeAll(async () => {
    discovery = await FakeDiscovery.start();
    app = await createTestApp({ env: { ...discovery.env, CATALOG_SYNC_INTERVAL: '60', ROLE: 'api' } });
    service = app.app.get(CatalogSyncService, { strict: false });
  });

  afterAll(async () => {
    await app.close();
    await discovery.stop();
  });

  beforeEach(async () => {
    world = ((await readWorld()) as { catalog: World }).catalog;
    discovery.lists = world;
    discovery.requests.length = 0;
    await query('truncate organization, course, program, pathway, catalog_sync cascade');
  });

  afterEach(() => {
    Object.assign(discovery, { fault: undefined, tokenLife: 3600, onPage: () => undefined });
  });

  const query = <T>(sql: string): Promise<T[]> => app.dataSource.query<T[]>(sql);
  const sync = (options: SyncOptions = {}) => service.sync({ pageSize: 2, ...options });
  const cli = (...args: string[]) =>
    command({ ...CONFORMANCE_ENV, ...discovery.env, DATABASE_URL: app.databaseUrl }, 'catalog:sync', ...args);

  /** Everything that a sync could change, as text. */
  async function contents(): Promise<string> {
    const tables = [
      'organization',
      'course',
      'course_run',
      'program',
      'program_course_run',
      'pathway',
      'catalog_sync',
    ];
    const rows = await Promise.all(tables.map((table) => query(`select * from ${table} order by 1, 2`)));
    return JSON.stringify(rows);
  }

  it('copies what the lists hold, page by page, as the API wants to be asked', async () => {
    const { kinds } = await sync();
    expect(kinds.organizations.added.map(({ name }) => name)).toEqual(['TestX', 'SonsX']);
    expect(kinds.course_runs.added).toHaveLength(4);
    expect(kinds.programs.added).toHaveLength(7);
    expect(discovery.requests).toEqual([
      '/api/v1/organizations/?exclude_utm=1&page=1&page_size=2',
      ...[1, 2].map(
        (page) => `/api/v1/courses/?include_hidden_course_runs=1&exclude_utm=1&page=${page}&page_size=2`,
      ),
      ...[1, 2, 3, 4].map((page) => `/api/v1/programs/?exclude_utm=1&page=${page}&page_size=2`),
      ...[1, 2].map((page) => `/api/v1/pathways/?exclude_utm=1&page=${page}&page_size=2`),
    ]);
    expect(discovery.tokenForms[0]).toEqual({
      grant_type: 'client_credentials',
      client_id: 'credentials-client',
      client_secret: 'credentials-secret',
      token_type: 'jwt',
    });
  });

  it('changes nothing when nothing has changed, and names what has', async () => {
    await sync();
    const before = await query('select uuid, modified from course_run order by uuid');
    expect((await sync()).kinds.course_runs).toEqual({
      added: [],
      changed: [],
      unchanged: 4,
      gone: [],
      kept: [],
    });
    expect(await query('select uuid, modified from course_run order by uuid')).toEqual(before);
    world.courses[0]!.title = 'Analysis, renamed';
    world.programs[0]!.courses.reverse();
    const { kinds } = await sync();
    expect(kinds.courses.changed.map(({ name }) => name)).toEqual(['TestX+AA101']);
    expect(kinds.programs.changed.map(({ name }) => name)).toEqual([world.programs[0]!.title]);
  });

  it('keeps the order of the runs in a program, and takes programs from unpublished pathways', async () => {
    await sync();
    world.programs[0]!.courses.reverse();
    world.pathways[0]!.status = 'unpublished';
    await sync();
    const runs = await query<{ key: string }>(
      `select run.key from program_course_run link join course_run run on run.id = link.course_run_id
         join program on program.id = link.program_id
        where program.uuid = '${world.programs[0]!.uuid}' order by link.position`,
    );
    expect(runs.map(({ key }) => key)).toEqual([
      'course-v1:TestX+BB102+1T2023',
      'course-v1:TestX+AA101+1T2023',
      'course-v1:TestX+AA101+2T2023',
    ]);
    const [{ count }] = (await query(
      `select count(*)::int as count from pathway_program link join pathway on pathway.id = link.pathway_id
        where pathway.uuid = '${world.pathways[0]!.uuid}'`,
    )) as [{ count: number }];
    expect(count).toBe(0);
  });

  it('takes start_date for start, and leaves out keys that it does not know', async () => {
    const run = world.courses[0]!.course_runs[0]!;
    Object.assign(world.courses[0]!, { short_description: '<p>long</p>', image: { src: 'x' } });
    run.start_date = run.start;
    delete run.start;
    await sync();
    const [row] = await query<{ start_date: Date }>(
      `select start_date from course_run where uuid = '${RUN}'`,
    );
    expect(row?.start_date.toISOString()).toBe('2023-01-10T00:00:00.000Z');
  });

  it('links course certificates to runs that arrive later', async () => {
    const key = 'course-v1:TestX+AA101+1T2023';
    await query(`insert into course_certificate (site_id, course_id, certificate_type, is_active)
                 values (1, '${key}', 'verified', true)`);
    await sync();
    const [row] = await query<{ uuid: string }>(
      'select run.uuid from course_certificate c join course_run run on run.id = c.course_run_id',
    );
    expect(row?.uuid).toBe(RUN);
  });

  it.each<[string, (key: string) => string]>([
    ['the same key', (key) => key],
    ['the same key in another letter case', (key) => key.toLowerCase()],
  ])('takes a run that was made anew under %s for the same run', async (_, spelt) => {
    await sync();
    const [before] = await query<{ id: number }>(`select id from course_run where uuid = '${RUN}'`);
    const anew = RUN.replace('0d', '1d');
    for (const program of world.programs) {
      for (const run of program.courses.flatMap((course) => course.course_runs))
        if (run.uuid === RUN) run.uuid = anew;
    }
    const run = world.courses[0]!.course_runs[0]!;
    Object.assign(run, { uuid: anew, key: spelt(run.key) });
    expect((await sync()).kinds.course_runs.gone).toEqual([]);
    expect(await query(`select id, key from course_run where uuid = '${anew}'`)).toEqual([
      { ...before, key: run.key },
    ]);
  });

  it('leaves references out that lead nowhere, and says whose they are', async () => {
    world.programs[0]!.courses[0]!.course_runs.push({ uuid: '0d000000-0000-4000-8000-0000000000ff' });
    const { warnings } = await sync();
    expect(warnings).toEqual([
      'program "Mathematics MicroMasters", courses[0].course_runs[2].uuid: no course run has this uuid; left out',
      expect.stringContaining('LOGO_ORIGINS'),
    ]);
  });

  it.each<[DiscoveryFault, string]>([
    ['status 500', 'status 500'],
    ['truncated', 'no JSON, or was cut off'],
    ['cut off', '/api/v1/courses/'],
    ['no JSON', 'no JSON, or was cut off'],
    ['no page', 'not a page'],
    ['redirect', 'redirects'],
    ['huge', 'larger than'],
    ['huge without length', 'larger than'],
    ['count too high', '3 entries came of 4'],
    ['empty but more', 'more are announced'],
    ['endless', 'more are announced'],
    ['same page for ever', 'pages 2 to 4 of courses have no new entries'],
    ['too many', '2000000 entries'],
    ['nested', 'nested deeper than'],
    ['token refused', 'status 401'],
  ])('changes nothing when a page in the middle is: %s', async (fault, words) => {
    await sync();
    world.organizations[0]!.name = 'Renamed';
    const before = await contents();
    discovery.fault = { list: 'courses', page: 2, fault };
    await expect(sync({ remove: true })).rejects.toThrow(words);
    expect(await contents()).toBe(before);
    expect(discovery.requests.filter((path) => !path.startsWith('/api/v1/'))).toEqual([]);
  });

  it('asks for one token for many pages, and for a new one shortly before the old one expires', async () => {
    const tokens = async () => {
      const before = discovery.tokenForms.length;
      await sync();
      return discovery.tokenForms.length - before;
    };
    await sync();
    expect(await tokens()).toBe(0);
    // A token that expires at once is fetched anew for each of the nine pages, starting after the refused one.
    discovery.tokenLife = 0.000_001;
    discovery.fault = { list: 'courses', page: 1, fault: 'token refused once' };
    expect(await tokens()).toBe(8);
    discovery.tokenLife = 3600;
    expect(await tokens()).toBe(1);
  });

  it('tells what would be removed and removes nothing without permission', async () => {
    await sync();
    world.courses.splice(1, 1);
    world.programs[0]!.courses.splice(1, 1);
    world.pathways.splice(3, 1);
    const { kinds, removed } = await sync();
    expect(removed).toBe(false);
    expect(kinds.courses.gone.map(({ name }) => name)).toEqual(['TestX+BB102']);
    expect(kinds.course_runs.gone.map(({ name }) => name)).toEqual(['course-v1:TestX+BB102+1T2023']);
    expect(kinds.pathways.gone.map(({ name }) => name)).toEqual(['Draft Pathway']);
    expect(await query('select from course')).toHaveLength(3);
    expect(await query('select from pathway')).toHaveLength(4);
  });

  it('removes with permission what nothing needs, and keeps the rest item by item', async () => {
    await sync();
    await query(`insert into program_certificate (site_id, program_id, is_active)
                 select 1, id, true from program where uuid = '${world.programs[0]!.uuid}'`);
    await query(`insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
                 select 1, key, id, 'verified', true from course_run where uuid = '0d000000-0000-4000-8000-000000000031'`);
    discovery.lists = { organizations: [], courses: [], programs: [], pathways: [] };
    const { kinds } = await sync({ remove: true });
    expect(kinds.pathways.gone).toHaveLength(4);
    expect(kinds.programs.kept).toMatchObject([
      { name: 'Mathematics MicroMasters', neededBy: ['its certificate'] },
    ]);
    expect(kinds.course_runs.kept.map(({ name, neededBy }) => [name, neededBy])).toEqual([
      ['course-v1:SonsX+CC103+1T2023', ['its certificate']],
      ['course-v1:TestX+AA101+1T2023', ['a program']],
      ['course-v1:TestX+AA101+2T2023', ['a program']],
      ['course-v1:TestX+BB102+1T2023', ['a program']],
    ]);
    expect(await query('select from program')).toHaveLength(1);
    expect(await query('select from course')).toHaveLength(3);
    expect(await query('select from organization')).toHaveLength(2);
    expect(await query('select from program_course_run')).toHaveLength(3);
  });

  it('runs once at a time', async () => {
    const second: Promise<unknown>[] = [];
    discovery.onPage = async () => {
      if (second.length === 0) {
        second.push(sync().catch((error: unknown) => (error as Error).message));
        await second[0];
      }
    };
    await sync();
    expect(await second[0]).toBe('Another sync is running.');
    discovery.onPage = () => undefined;
    await expect(sync()).resolves.toBeDefined();
  });

  it('notes when it came to its end, with its figures', async () => {
    await sync();
    const [run] = await query<{ summary: object }>('select summary from catalog_sync');
    expect(run?.summary).toMatchObject({
      programs: { added: 7, changed: 0, unchanged: 0, gone: 0, kept: 0 },
    });
  });

  it('keeps the last hundred of the earlier notes', async () => {
    await query(
      `insert into catalog_sync (started, finished, summary)
       select now(), now(), jsonb_build_object('number', number) from generate_series(1, 103) number`,
    );
    await sync();
    const kept = await query<{ summary: { number?: number } }>(
      'select summary from catalog_sync order by id',
    );
    expect(kept).toHaveLength(101);
    expect(kept[0]!.summary.number).toBe(4);
    expect(kept.at(-1)!.summary).toHaveProperty('programs');
  });

  it('is left by the schedule when somebody has just done it', async () => {
    const schedule = app.app.get(CatalogSyncSchedule, { strict: false });
    await schedule.run();
    expect(await query('select from catalog_sync')).toHaveLength(1);
    await schedule.run();
    expect(await query('select from catalog_sync')).toHaveLength(1);
    await query(`update catalog_sync set finished = finished - interval '2 hours'`);
    await schedule.run();
    expect(await query('select from catalog_sync')).toHaveLength(2);
  });

  it('is begun by a worker at its start when the last copy is older than the interval', async () => {
    const config = loadConfig({
      ...CONFORMANCE_ENV,
      ...discovery.env,
      CATALOG_SYNC_INTERVAL: '60',
      ROLE: 'worker',
    });
    const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
    const copies = async () => (await query('select from catalog_sync')).length;
    const reach = async (count: number) => {
      while ((await copies()) < count) await pause(20);
      expect(await copies()).toBe(count);
    };
    const started = async (work: () => Promise<void>) => {
      const schedule = new CatalogSyncSchedule(config, service);
      schedule.onApplicationBootstrap();
      await work();
      await schedule.beforeApplicationShutdown();
    };
    const { transactions, stop } = watchOrigins();
    await started(() => reach(1));
    stop();
    // The copy, and what it changes in logos.
    const job = { kind: 'job', name: 'catalog-sync' };
    expect(new Set(transactions.map(({ caller }) => JSON.stringify(caller)))).toEqual(
      new Set([JSON.stringify(job)]),
    );
    await started(() => pause(300));
    expect(await copies()).toBe(1);
    await query(`update catalog_sync set finished = finished - interval '61 minutes'`);
    await started(() => reach(2));
  });

  it('takes a bounded number of statements, however many courses there are', async () => {
    discovery.lists = largeLists(600);
    const count = await countStatements(app.dataSource, () => sync({ pageSize: 100 }));
    expect(await query('select from course_run')).toHaveLength(1800);
    expect(count).toBeLessThan(40);
  });

  it('is something that doctor asks about', async () => {
    const doctor = async () => {
      const env = { ...CONFORMANCE_ENV, ...discovery.env, DATABASE_URL: app.databaseUrl };
      return /^.*catalog .*$/m.exec((await command(env, 'doctor')).out)?.[0];
    };
    expect(await doctor()).toMatch(/^FAILED +catalog +it was never copied$/);
    await sync();
    expect(await doctor()).toMatch(/^ok +catalog +7 programs, copied 0.0 days ago$/);
    await query(`update catalog_sync set finished = finished - interval '8 days'`);
    expect(await doctor()).toMatch(/^note +catalog +7 programs, copied 8.0 days ago$/);
  });

  describe('on the command line', () => {
    it('prints what was added and exits with 0', async () => {
      const { code, out } = await cli('--page-size', '2');
      expect(code).toBe(0);
      expect(out).toContain('organizations   2 added, 0 changed, 0 unchanged\n  + TestX (0a000000-');
      expect(discovery.requests[0]).toContain('page_size=2');
    });

    it('exits with 1 when something should be removed, and with 0 once it may be', async () => {
      await cli();
      world.pathways.splice(3, 1);
      const without = await cli();
      expect(without.code).toBe(1);
      expect(without.out).toContain('1 to remove\n  - Draft Pathway (0f000000-0000-4000-8000-000000000004)');
      expect(without.err).toContain('--delete');
      const permitted = await cli('--delete');
      expect(permitted.code).toBe(0);
      expect(permitted.out).toContain('1 removed');
      expect(await query('select from pathway')).toHaveLength(3);
    });

    it('exits with 1 and one sentence when the API fails, and with 2 for wrong usage', async () => {
      discovery.fault = { list: 'programs', page: 1, fault: 'status 500' };
      const failed = await cli();
      expect(failed.code).toBe(1);
      expect(failed.err).toMatch(/^GET http:\/\/127.0.0.1:\d+\/api\/v1\/programs\/\S+: status 500\n$/);
      expect((await cli('--page-size', '0')).code).toBe(2);
    });
  });
});
