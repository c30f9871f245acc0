import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A signature is a PNG, JPEG or SVG: pages announce the stored type to browsers. */
export class SignatureTypes1764000001800 implements MigrationInterface {
  name = 'SignatureTypes1764000001800';

  async up(runner: QueryRunner): Promise<void> {
    // Only SQL by hand can have stored another type. An image under another name of its type stays; other content was
    // never drawn, and goes.
    await runner.query(`
      update signatory set image_type = lower(btrim(image_type))
       where lower(btrim(image_type)) in (${TYPES}) and image_type not in (${TYPES})`);
    await runner.query(`
      update signatory set image_type = 'image/jpeg' where lower(btrim(image_type)) in ('image/jpg', 'image/pjpeg')`);
    await runner.query(
      `update signatory set image = null, image_type = null where image_type not in (${TYPES})`,
    );
    await runner.query(
      `alter table signatory add constraint signatory_image_type_ck check (image_type in (${TYPES})) not valid`,
    );
    await runner.query('alter table signatory validate constraint signatory_image_type_ck');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table signatory drop constraint signatory_image_type_ck');
  }
}

const TYPES = `'image/png', 'image/jpeg', 'image/svg+xml'`;
