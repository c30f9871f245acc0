import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createDataSource } from '../../src/data-source.js';
import { loadConfig, platformOptions } from '../../src/config/index.js';
import { Database, Replicas, statement, timeLimitsWithin } from '../../src/platform/database/index.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const whereAmI = statement<{ name: string }>('test_where_am_i', 'select current_database() as name');
const divide = statement<{ result: number }, [by: number]>('test_divide', 'select 1 / $1::int as result');

describe('reads that may lag', () => {
  let test: TestApp;
  let replica: TestDatabase;
  const opened: Replicas[] = [];

  beforeAll(async () => {
    test = await createTestApp({ env: { ROLE: 'api' } });
    replica = await createTestDatabase();
  });

  afterAll(async () => {
    await Promise.all(opened.map((replicas) => replicas.onApplicationShutdown()));
    await test.close();
    await replica.drop();
  });

  const open = (urls: string) => {
    const { database } = platformOptions(loadConfig({ DATABASE_REPLICA_URLS: urls, REQUEST_TIMEOUT: '60' }));
    const replicas = new Replicas(database, test.app.get(Database, { strict: false }));
    opened.push(replicas);
    return async () => (await replicas.run(whereAmI, []))[0]!.name;
  };
  const nameIn = (url: string) => new URL(url).pathname.slice(1);

  it('go to the primary where there is no replica', async () => {
    expect(await open('')()).toBe(nameIn(test.databaseUrl));
  });

  it('go to the replicas in turn, and to the primary for one that does not answer', async () => {
    const read = open(`${replica.url},postgres://nobody:x@127.0.0.1:1/none`);
    expect(await read()).toBe(nameIn(replica.url));
    expect(await read()).toBe(nameIn(test.databaseUrl));
    expect(await read()).toBe(nameIn(replica.url));
  });

  it('run, like all else, on connections that notice when the other side has vanished', async () => {
    const keepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive');
    await open(replica.url)();
    expect(keepAlive).toHaveBeenCalledWith(true, 10_000);
    keepAlive.mockClear();
    const dataSource = await createDataSource(test.databaseUrl).initialize();
    await dataSource.destroy();
    expect(keepAlive).toHaveBeenCalledWith(true, 10_000);
    keepAlive.mockRestore();
  });

  it('do not ask the primary again what the statement itself is to blame for', async () => {
    const replicas = new Replicas(
      { replicaUrls: [replica.url], limits: timeLimitsWithin(60_000) },
      test.app.get(Database, { strict: false }),
    );
    opened.push(replicas);
    await expect(replicas.run(divide, [0])).rejects.toThrow('division by zero');
  });
});
