import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The template for all programs can have a language, as those for some could before. No stored row breaks the wider rule.
 * Processes of the release before look for keys without a language only, and so do not see the new templates.
 */
export class MailLanguages1764000001980 implements MigrationInterface {
  name = 'MailLanguages1764000001980';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table completion_mail_template
        drop constraint completion_mail_template_key_ck,
        add constraint completion_mail_template_key_ck
          check (key ~ '^default(@.+)?$' or key ~ '^(type|program):.')`);
  }

  /** Templates with a language go: the release before cannot read or delete them. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from completion_mail_template where key like '%@%'`);
    await runner.query(`
      alter table completion_mail_template
        drop constraint completion_mail_template_key_ck,
        add constraint completion_mail_template_key_ck check (key = 'default' or key ~ '^(type|program):.')`);
  }
}
