import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Site, SitesService } from '../../src/identity/index.js';
import { SqlState, sqlStateOf } from '../../src/platform/database/index.js';
import { openDatabase, type OpenDatabase } from '../support/open-database.js';

describe('the site', () => {
  let test: OpenDatabase;
  let sites: SitesService;

  beforeEach(async () => {
    test = await openDatabase();
    sites = new SitesService(test.database, test.dataSource.getRepository(Site));
  });

  afterEach(() => test.close());

  const upsert = (description: Parameters<SitesService['upsert']>[1]) =>
    test.database.transaction((transaction) => sites.upsert(transaction, description));

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
    const second = await test.dataSource
      .query(`insert into site (id, platform_name, csrf_key) values (2, 'Second', gen_random_uuid())`)
      .catch((error: unknown) => error);
    expect(sqlStateOf(second)).toBe(SqlState.checkViolation);
  });
});
