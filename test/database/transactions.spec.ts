import { beforeEach, describe, expect, it } from '@jest/globals';
import { UserGroup } from '../../src/identity/users/entities/user-group.entity.js';
import { statement, type StatementRunner } from '../../src/platform/database/index.js';
import { useOpenDatabase } from '../support/open-database.js';

const countGroups = statement<{ count: number }, [name: string]>(
  'spec.count_groups',
  'select count(*)::int as count from user_group where name = $1',
);
const findPrepared = statement<{ name: string }>(
  'spec.find_prepared',
  'select name from pg_prepared_statements',
);
const sleep = statement<object>('spec.sleep', 'select pg_sleep(1)');

/** Parts of TypeORM and pg beyond their interfaces that the service uses: see the seams in docs/dependencies.md. */
describe('a transaction', () => {
  const test = useOpenDatabase();

  beforeEach(() => test.dataSource.query(`delete from user_group where name in ('outer', 'inner')`));

  const count = async (runner: StatementRunner, name: string) =>
    (await runner.run(countGroups, [name]))[0]?.count;

  it('is one for statements and for TypeORM', async () => {
    await test.database.transaction(async (transaction) => {
      await transaction.manager.save(UserGroup, { name: 'outer' });
      expect(await count(transaction, 'outer')).toBe(1);
      expect(await count(test.database, 'outer')).toBe(0);
    });
    expect(await count(test.database, 'outer')).toBe(1);
  });

  it('takes back what TypeORM did when it fails', async () => {
    const failed = test.database.transaction(async ({ manager }) => {
      await manager.save(UserGroup, { name: 'outer' });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await count(test.database, 'outer')).toBe(0);
  });

  it('survives a transaction of TypeORM inside it that fails, since that one is a savepoint', async () => {
    await test.database.transaction(async ({ manager }) => {
      await manager.save(UserGroup, { name: 'outer' });
      const inner = manager.transaction(async (own) => {
        await own.save(UserGroup, { name: 'inner' });
        throw new Error('no');
      });
      await expect(inner).rejects.toThrow('no');
    });
    expect([await count(test.database, 'outer'), await count(test.database, 'inner')]).toEqual([1, 0]);
  });

  it('prepares a statement by its name', async () => {
    await test.database.transaction(async (transaction) => {
      await count(transaction, 'outer');
      const names = await transaction.run(findPrepared, []);
      expect(names).toContainEqual({ name: countGroups.name });
    });
  });

  it('leaves a connection on which an answer takes too long', async () => {
    await expect(test.database.run(sleep, [], 50)).rejects.toThrow('The database cannot be reached');
    expect(await count(test.database, 'outer')).toBe(0);
  });
});
