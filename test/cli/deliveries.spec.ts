import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/data-source.js';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(database.url).initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

beforeEach(() => dataSource.query('truncate outbox restart identity'));

const run = (...args: string[]) => command({ ...CONFORMANCE_ENV, DATABASE_URL: database.url }, ...args);
const deliveries = (...args: string[]) => run('deliveries', ...args);

const fill = (count: number, state: string, subscriber = 'learner-names.ask') =>
  dataSource.query(
    `insert into outbox (topic, subscriber, dedupe_key, payload, state, last_error, created, run_at, done_at)
       select 'learner.unnamed', $2, $2 || $3 || n, '{}', $3, 'the LMS answered 500', at, at, case when $3 not in ('ready', 'waiting') then at end
         from generate_series(1, $1::int) n, lateral (select timestamptz '2026-01-01Z' + n * interval '1 second' as at) times`,
    [count, subscriber, state],
  );

const states = async () =>
  (
    await dataSource.query<{ state: string; count: number }[]>(
      'select state, count(*)::int as count from outbox group by state order by state',
    )
  ).map(({ state, count }) => [state, count]);

describe('cli deliveries', () => {
  it('lists them, latest first, and says when there are more', async () => {
    await fill(2, 'dead');
    await fill(1, 'ready', 'learner-names.other');
    const { code, out, err } = await deliveries('list', '--state', 'failed', '--limit', '1');
    expect([code, err]).toEqual([0, 'There are more: narrow the list, or raise --limit.\n']);
    expect(out).toBe(
      '2  2026-01-01T00:00:02.000000Z  failed     0  learner-names.ask  -  the LMS answered 500\n',
    );
  });

  it('counts them', async () => {
    await fill(2, 'dead');
    await fill(3, 'ready');
    const { code, out, err } = await deliveries('summary');
    expect([code, err]).toEqual([0, 'A worker is awaited since 2026-01-01T00:00:01.000000Z.\n']);
    expect(out).toMatch(/^learner\.unnamed +learner-names\.ask +failed +2 +oldest 2026-01-01T00:00:01/m);
    expect(out).toMatch(/^learner\.unnamed +learner-names\.ask +pending +3 /m);
  });

  it('retries all of a topic, in as many portions as it takes, and nothing in a dry run', async () => {
    await fill(5100, 'dead');
    const trial = await deliveries('retry', '--topic', 'learner.unnamed', '--dry-run');
    expect([trial.code, trial.out]).toEqual([0, '5100 would be retried\n']);
    expect(await states()).toEqual([['dead', 5100]]);
    const later = ['--failed-since', '2026-01-01T01:25:00Z'];
    expect((await deliveries('retry', '--topic', 'learner.unnamed', ...later)).out).toBe('1 retried\n');
    expect((await deliveries('retry', '--topic', 'learner.unnamed')).out).toBe('5099 retried\n');
    expect(await states()).toEqual([['ready', 5100]]);
  });

  it('names those that may not be retried, and fails for them', async () => {
    await fill(1, 'dead');
    await fill(1, 'dead', 'lost.subscriber');
    const { code, out } = await deliveries('retry', '1', '2', '99');
    expect(code).toBe(1);
    expect(out).toBe(
      '2  This release has no subscriber of that name.\n99  There is no such delivery.\n1 retried\n',
    );
  });

  it.each<string[]>([
    ['retry'],
    ['retry', '1', '--topic', 'x'],
    ['retry', '1', '--failed-since', '2026-01-01'],
    ['retry', 'x'],
    ['list', '--state', 'lost'],
    ['list', '--limit', '501'],
    ['list', '--since', 'yesterday'],
  ])('refuses wrong usage (%#)', async (...args) => {
    expect((await deliveries(...args)).code).toBe(2);
  });
});

describe('cli doctor', () => {
  it('says whether mails and messages wait for a worker, and which were given up', async () => {
    const doctor = async () =>
      (await run('doctor')).out.split('\n').filter((line) => line.includes('deliver'));
    expect(await doctor()).toEqual([
      expect.stringMatching(/^ok +deliveries +0 deliveries on their way$/),
      expect.stringMatching(/^ok +deliveries +none was given up$/),
    ]);
    await fill(1, 'ready');
    await fill(2, 'dead');
    // Lanes of one subscriber are counted together.
    await fill(1, 'waiting', 'webhooks.send:one');
    await fill(2, 'waiting', 'webhooks.send:other');
    expect(await doctor()).toEqual([
      expect.stringMatching(
        /^note +deliveries +1 delivery on its way; waiting for something to come: 3 of webhooks.send; the oldest is due for \d+ minutes$/,
      ),
      expect.stringMatching(
        /^note +deliveries +given up: 2 of learner-names.ask; the oldest is of 2026-01-01$/,
      ),
      expect.stringMatching(/deliveries list --state failed.*deliveries retry. with ids or --topic$/),
    ]);
  });
});
