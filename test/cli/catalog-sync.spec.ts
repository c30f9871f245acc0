import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { command } from '../support/command-line.js';
import { FakeDiscovery } from '../support/fake-discovery.js';
import { openDatabase, type OpenDatabase } from '../support/open-database.js';
import { readWorld } from '../support/template-database.js';
import { CONFORMANCE_ENV } from '../support/test-app.js';

const DRY = 'Nothing was changed: this was a dry run.\n';

const ALL_BUT_DATE = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

describe('cli catalog:sync --dry-run', () => {
  let discovery: FakeDiscovery;
  let test: OpenDatabase;

  beforeEach(async () => {
    discovery = await FakeDiscovery.start();
    discovery.lists = ((await readWorld()) as { catalog: FakeDiscovery['lists'] }).catalog;
    test = await openDatabase();
  });

  afterEach(async () => {
    await test.close();
    await discovery.stop();
  });

  const sync = (...args: string[]) =>
    command(
      { ...CONFORMANCE_ENV, ...discovery.env, DATABASE_URL: test.url, CATALOG_SYNC_INTERVAL: '60' },
      ...['catalog:sync', ...args],
    );

  async function contents(): Promise<string> {
    const tables = ['organization', 'course', 'course_run', 'program', 'pathway', 'catalog_sync'];
    const rows = tables.map((table) => test.dataSource.query(`select * from ${table} order by 1`));
    return JSON.stringify(await Promise.all(rows));
  }

  it('says what would be added, and adds nothing, not even the time of a copy', async () => {
    const before = await contents();
    for (const _ of [1, 2]) {
      const { code, out, err } = await sync('--dry-run');
      expect([code, err]).toEqual([0, DRY]);
      expect(out).toContain('organizations   2 would be added, 0 would be changed, 0 unchanged\n  + TestX (');
    }
    expect(await contents()).toBe(before);
    const { out } = await sync();
    expect(out).toContain('organizations   2 added, 0 changed, 0 unchanged\n');
    expect(await contents()).not.toBe(before);
  });

  it('is told from a copy, whose times are those of the database, not of a clock that is an hour ahead', async () => {
    jest.useFakeTimers({ now: Date.now() + 3_600_000, doNotFake: ALL_BUT_DATE });
    try {
      await sync('--dry-run');
      await sync();
    } finally {
      jest.useRealTimers();
    }
    expect(
      await test.dataSource.query(
        'select started <= finished and finished <= now() as plausible from catalog_sync',
      ),
    ).toEqual([{ plausible: true }]);
  });

  it('exits with 1 like the real command when something should be removed that may not', async () => {
    await sync();
    discovery.lists.pathways.splice(3, 1);
    const before = await contents();
    const { code, out, err } = await sync('--dry-run');
    expect([code, err]).toEqual([
      1,
      `${DRY}Nothing would be removed. Give --delete to remove what nothing needs any more.\n`,
    ]);
    expect(out).toMatch(/^pathways .* 1 to remove\n {2}- Draft Pathway /m);
    expect(await contents()).toBe(before);
  });

  it('says what --delete would remove and what it would keep, and removes nothing', async () => {
    await sync();
    await test.dataSource.query(
      `insert into program_certificate (site_id, program_id, is_active) select 1, min(id), true from program`,
    );
    discovery.lists = { ...discovery.lists, programs: [], pathways: [] };
    const before = await contents();
    const { code, out, err } = await sync('--dry-run', '--delete');
    expect([code, err]).toEqual([0, DRY]);
    expect(out).toMatch(/^pathways .* 4 would be removed$/m);
    expect(out).toMatch(/^programs .* would be removed, 1 would be kept$/m);
    expect(out).toMatch(/^ {2}! .* would be kept: needed by its certificate$/m);
    expect(await contents()).toBe(before);
  });
});
