import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/** Dead messages stay in the table; an index of their own lets a scrape count them. See docs/operations.md. */
export class OutboxDead1764000001000 implements MigrationInterface {
  name = 'OutboxDead1764000001000';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.indexConcurrently('outbox_dead_ix', `on outbox (topic) where state = 'dead'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index outbox_dead_ix');
  }
}
