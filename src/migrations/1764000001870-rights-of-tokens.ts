import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * Rights follow the token, and staff's own deactivation is a fact of its own. Until now only staff made users inactive,
 * so those who are inactive were deactivated here. The newest token that said who is an administrator is no older than
 * the newest token at all.
 */
export class RightsOfTokens1764000001870 implements MigrationInterface {
  name = 'RightsOfTokens1764000001870';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly(
      'alter table users add column if not exists administrator_at timestamptz, add column if not exists deactivated_at timestamptz',
    );
    await steps.inBatches(
      'users',
      `update users set administrator_at = coalesce(administrator_at, claims_issued_at),
                        deactivated_at = case when not is_active then coalesce(deactivated_at, rights_changed_at, modified) end
        where id between $1 and $2 and (claims_issued_at is not null or not is_active)`,
    );
    await steps.check('users', 'users_rights_times_ck', TIMES);
    await steps.check('users', 'users_deactivated_ck', 'deactivated_at is null or not is_active');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users drop column administrator_at, drop column deactivated_at');
  }
}

const TIMES = ['administrator_at', 'deactivated_at']
  .map((column) => `${column} >= '0001-01-01Z' and ${column} < '10000-01-01Z'`)
  .join(' and ');
