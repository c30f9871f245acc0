import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/data-source.js';
import { migrate, pendingMigrations } from '../../src/platform/database/index.js';
import { OperatorError } from '../../src/platform/errors/index.js';
import { openDatabase, type OpenDatabase } from '../support/open-database.js';
import { undoMigrations } from '../support/undo-migrations.js';

describe('the command migrate', () => {
  let test: OpenDatabase;

  beforeAll(async () => {
    test = await openDatabase();
  });

  afterAll(() => test.close());

  const connected = async <T>(application: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: test.url, application_name: application });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };

  /** Migrates over connections of its own while `client` reads `table` in an open transaction. */
  const besideReader = (table: string, whileWaiting: (reader: pg.Client) => Promise<void>) =>
    connected('a long report', async (reader) => {
      await reader.query(`begin; select from ${table} limit 1`);
      const lines: string[] = [];
      const own: DataSource = await createDataSource(test.url).initialize();
      const migrating = migrate(own, (line) => lines.push(line));
      try {
        while (!lines.some((line) => line.startsWith('waiting'))) await delay(20);
        await whileWaiting(reader);
        await reader.query('commit');
        await migrating;
      } finally {
        await migrating.catch(() => undefined);
        await own.destroy();
      }
      return lines;
    });

  it('says for which session it waits, and lets others read the table in the meantime', async () => {
    await undoMigrations(test.dataSource, 'FirstAward');
    const lines = await besideReader('user_credential', (reader) =>
      connected('a request', async (request) => {
        // As long as one trial and then some: readers queue behind a trial, but not behind the whole wait.
        await request.query(`set lock_timeout = '5s'`);
        for (let read = 0; read < 20; read += 1) {
          await request.query('select count(*) from user_credential');
          await delay(20);
        }
        expect((await reader.query('select 1')).rowCount).toBe(1);
      }),
    );
    expect(lines[0]).toMatch(
      /^waiting for process \d+ \(a long report, idle in transaction, transaction open for \d+ s\)$/,
    );
    expect(await pendingMigrations(test.dataSource)).toEqual([]);
  });

  it('goes on where it broke off', async () => {
    await undoMigrations(test.dataSource, 'OutboxDead');
    // The rest of an index whose build was broken off, and a column of a migration that did not come to its end.
    await test.dataSource.query(`create index outbox_dead_ix on outbox (topic) where state = 'dead'`);
    await test.dataSource.query(
      `update pg_index set indisvalid = false where indexrelid = 'outbox_dead_ix'::regclass`,
    );
    await test.dataSource.query('alter table user_credential add column first_awarded_at timestamptz');
    await migrate(test.dataSource);
    expect(await pendingMigrations(test.dataSource)).toEqual([]);
    expect(
      await test.dataSource.query(
        `select indisvalid from pg_index where indexrelid = 'outbox_dead_ix'::regclass`,
      ),
    ).toEqual([{ indisvalid: true }]);
  });

  it('ends in a sentence on tables that it has not made, and changes nothing', async () => {
    const names = await test.dataSource.query<object[]>('select * from migration order by id');
    await test.dataSource.query('delete from migration');
    const failed = migrate(test.dataSource);
    await expect(failed).rejects.toThrow(OperatorError);
    await expect(failed).rejects.toThrow(
      'The database already has what the migration Identity1764000000100 makes, but its table "migration" does not list it.',
    );
    expect(await test.dataSource.query('select from migration')).toEqual([]);
    await test.dataSource.query(
      `insert into migration select * from jsonb_populate_recordset(null::migration, $1)`,
      [JSON.stringify(names)],
    );
  });
});
