import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { type CredentialFilter, listCredentials } from '../../src/credentials/credential.query.js';
import { createDataSource } from '../../src/data-source.js';
import { generateCredentials } from '../support/generated-credentials.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const PROGRAM = 'e0000000-0000-4000-8000-000000000001';

describe('the list of credentials on 200,000 rows', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url).initialize();
    await generateCredentials(dataSource, 200_000);
  }, 120_000);

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** The plan that a named statement settles on, whatever its parameters. */
  async function genericPlan(filter: CredentialFilter): Promise<string> {
    const { statement, values } = listCredentials('http://localhost', 1, filter, false);
    const runner = dataSource.createQueryRunner();
    try {
      await runner.query('set plan_cache_mode = force_generic_plan');
      await runner.query(`prepare plan_probe as ${statement.text}`);
      const literals = values.map((value) => (value === null ? 'null' : `'${value as string}'`)).join(', ');
      const rows = (await runner.query(`explain execute plan_probe (${literals})`)) as Record<
        string,
        string
      >[];
      await runner.query('deallocate plan_probe');
      await runner.query('reset plan_cache_mode');
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      await runner.release();
    }
  }

  it('has its rows', async () => {
    const [{ count }] = await dataSource.query<[{ count: number }]>(
      'select count(*)::int as count from user_credential',
    );
    expect(count).toBeGreaterThanOrEqual(200_000);
  });

  it.each<[string, CredentialFilter]>([
    ['username', { username: 'learner_77' }],
    ['program_uuid', { programUuid: PROGRAM }],
    ['status and username', { username: 'learner_77', status: 'awarded' }],
    ['type and username', { username: 'learner_77', type: 'program' }],
    ['program_uuid and username', { username: 'learner_77', programUuid: PROGRAM }],
    ['only_visible and username', { username: 'learner_77', onlyVisible: true }],
  ])('finds by %s through an index, never by a scan of all credentials', async (_, filter) => {
    const plan = await genericPlan(filter);
    expect(plan).toContain('user_credential');
    expect(plan).not.toMatch(/Seq Scan on user_credential\b/);
  });
});
