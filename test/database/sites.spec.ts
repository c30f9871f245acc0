import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/data-source.js';
import { Site, SitesService } from '../../src/identity/index.js';
import { Database, SqlState, sqlStateOf } from '../../src/platform/database/index.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

describe('the site', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let database: Database;
  let sites: SitesService;

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    dataSource = await createDataSource(testDatabase.url).initialize();
    database = new Database(dataSource);
    sites = new SitesService(database, dataSource.getRepository(Site));
  });

  afterEach(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });

  const upsert = (description: Parameters<SitesService['upsert']>[1]) =>
    database.transaction((transaction) => sites.upsert(transaction, description));

  it('is there from the start', async () => {
    expect(await sites.require()).toMatchObject({
      id: 1,
      platformName: 'Open edX',
      recordsEnabled: true,
      lmsUrlRoot: null,
    });
  });

  it('becomes what an operator describes, and says whether that changed anything', async () => {
    const description = {
      platform_name: 'Example X',
      records_help_url: 'https://help.example/',
      lms_url_root: undefined,
    };
    expect(await upsert(description)).toBe('changed');
    expect(await upsert(description)).toBe('unchanged');
    sites.forget();
    expect(await sites.require()).toMatchObject({
      platformName: 'Example X',
      recordsEnabled: true,
      lmsUrlRoot: null,
    });
  });

  it('is the only one', async () => {
    const second = await dataSource
      .query(`insert into site (id, platform_name) values (2, 'Second')`)
      .catch((error: unknown) => error);
    expect(sqlStateOf(second)).toBe(SqlState.checkViolation);
  });
});
