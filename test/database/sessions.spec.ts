import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { useOpenDatabase } from '../support/open-database.js';

const SETTINGS = [
  'TimeZone',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'client_connection_check_interval',
];

interface Row {
  readonly name: string;
  readonly setting: string;
}

const ask = `select name, setting from pg_settings where name = any($1)`;
const byName = (rows: readonly Row[]) => Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));

describe('a connection of the service', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ env: { ROLE: 'api', REQUEST_TIMEOUT: '20' } });
  });

  afterAll(() => test.close());

  it('has limits within the time of a request, on every way to the pool', async () => {
    const expected = {
      TimeZone: 'UTC',
      statement_timeout: '18000',
      lock_timeout: '15000',
      idle_in_transaction_session_timeout: '18000',
    };
    expect(byName(await test.dataSource.query<Row[]>(ask, [SETTINGS]))).toMatchObject(expected);
    await test.database.transaction(async ({ manager }) => {
      expect(byName(await manager.query<Row[]>(ask, [SETTINGS]))).toMatchObject(expected);
    });
  });

  it('has other limits for a transaction that may take longer, and only for that one', async () => {
    const timeouts = async () =>
      test.database.transaction(
        async ({ manager }) => byName(await manager.query<Row[]>(ask, [SETTINGS])).statement_timeout,
        { timeoutMs: 90_000 },
      );
    expect(await timeouts()).toBe('90000');
    const after = byName(await test.dataSource.query<Row[]>(ask, [SETTINGS]));
    expect(after.statement_timeout).toBe('18000');
  });
});

describe('a connection of a command that migrates', () => {
  const test = useOpenDatabase();

  it('has no limits, and looks for its client where the system can', async () => {
    const settings = byName(await test.dataSource.query<Row[]>(ask, [SETTINGS]));
    const [{ version }] = await test.dataSource.query<[{ version: string }]>('select version()');
    expect(settings).toEqual({
      TimeZone: 'UTC',
      statement_timeout: '0',
      lock_timeout: '0',
      idle_in_transaction_session_timeout: '0',
      client_connection_check_interval: version.includes('linux') ? '1000' : '0',
    });
  });
});
