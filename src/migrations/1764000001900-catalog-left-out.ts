import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A sync of the catalog notes what it could not take. Earlier syncs took all or failed. */
export class CatalogLeftOut1764000001900 implements MigrationInterface {
  name = 'CatalogLeftOut1764000001900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table catalog_sync add column left_out jsonb not null default '[]',
        add constraint catalog_sync_left_out_ck check (jsonb_typeof(left_out) = 'array')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table catalog_sync drop column left_out');
  }
}
