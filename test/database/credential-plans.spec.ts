import { beforeAll, describe, expect, it } from '@jest/globals';
import { READS, READS_FOR_STAFF } from '../../src/credentials/credential.sql.js';
import type { WalkOrder } from '../../src/credentials/credential-feed.js';
import type { CredentialFilter } from '../../src/credentials/credential-filters.js';
import { generateCredentials } from '../support/generated-credentials.js';
import { genericPlan } from '../support/generic-plan.js';
import { useOpenDatabase } from '../support/open-database.js';

const PROGRAM = 'e0000000-0000-4000-8000-000000000001';

/** Values as SQL. */
const literals = (values: readonly unknown[]) =>
  (values as readonly (string | number | readonly string[] | null)[]).map((value) => {
    if (value === null) return 'null';
    return typeof value === 'object' ? `'{${value.join(',')}}'` : `'${value}'`;
  });

describe('the list of credentials on 1,000,000 rows', () => {
  const test = useOpenDatabase();

  beforeAll(async () => {
    await generateCredentials(test.dataSource, 1_000_000);
  }, 240_000);

  it('has its rows', async () => {
    const [{ count }] = await test.dataSource.query<[{ count: number }]>(
      'select count(*)::int as count from user_credential',
    );
    expect(count).toBeGreaterThanOrEqual(1_000_000);
  });

  it.each<[string, CredentialFilter]>([
    ['username', { username: 'learner_77' }],
    ['program_uuid', { programUuid: PROGRAM }],
    ['status and username', { username: 'learner_77', status: 'awarded' }],
    ['type and username', { username: 'learner_77', programs: true }],
    ['program_uuid and username', { username: 'learner_77', programUuid: PROGRAM }],
    ['only_visible and username', { username: 'learner_77', visible: true }],
    ['several learners', { usernames: ['learner_77', 'learner_78'] }],
    ['course_run', { courseRun: 'course-v1:BigX+C7+R1' }],
    ['organization', { organization: 'BigX' }],
    ['mode', { mode: 'verified' }],
    ['created', { created: ['2026-01-01', '2026-01-02'] }],
    ['modified', { modified: ['2026-01-01', '2026-01-02'] }],
  ])('finds by %s through an index, never by a scan of all credentials', async (_, filter) => {
    const { statement, values } = READS_FOR_STAFF.credentialList.query(1, filter, 'http://localhost');
    const plan = await genericPlan(test.dataSource, statement, literals(values));
    expect(plan).toContain('user_credential');
    expect(plan).not.toMatch(/Seq Scan on user_credential\b/);
  });

  it.each<[WalkOrder, CredentialFilter]>([
    ['created', {}],
    ['-created', {}],
    ['modified', {}],
    ['created', { username: 'learner_77' }],
    ['created', { status: 'revoked', organization: 'BigX' }],
    ['modified', { modified: ['2026-01-01', 'infinity'] }],
  ])('walks in the order %s with %j along an index', async (order, filter) => {
    const { credentialWalk } = READS_FOR_STAFF;
    for (const after of [undefined, ['7', '7'].slice(order === 'modified' ? 0 : 1)]) {
      const { statement, values } = credentialWalk.query(order, 500, after, filter, 'http://localhost');
      const plan = await genericPlan(test.dataSource, statement, literals(values));
      expect(plan).not.toMatch(/Seq Scan on user_credential\b/);
    }
  });

  it('has a name for each combination of filters that differs within the 63 characters PostgreSQL keeps', () => {
    const kinds = [{}, { programs: true }, { courses: true }];
    const learners = [{}, { username: 'ann' }, { userId: 7 }];
    const others = [{}, { status: 'awarded' as const }];
    const programs = [{}, { programUuid: PROGRAM }];
    const visible = [{}, { visible: true }];
    const lists = [READS, READS_FOR_STAFF].flatMap((reads) => [
      reads.credentialList,
      reads.numberedCredentialList,
    ]);
    const names = lists.flatMap((list) =>
      [kinds, learners, others, programs, visible]
        .reduce<CredentialFilter[]>(
          (filters, choices) =>
            filters.flatMap((filter) => choices.map((choice) => ({ ...filter, ...choice }))),
          [{}],
        )
        .map((filter) => list.query(1, filter, 'http://localhost').statement.name),
    );
    expect(new Set(names.map((name) => name.slice(0, 63))).size).toBe(4 * 3 * 3 * 2 * 2 * 2);
  });
});
