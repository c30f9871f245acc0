import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Repairs the rows of before that the rules of the previous migration refuse, and lets PostgreSQL check all rows. A
 * check reads a table without keeping anybody from reading or writing it.
 */
export class SoundRowsChecked1764000001710 implements MigrationInterface {
  name = 'SoundRowsChecked1764000001710';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TEXTS);
    await runner.query(CERTIFICATES);
    await runner.query(OUTCOMES);
    for (const constraint of CONSTRAINTS) {
      await runner.query(`alter table ${constraint.split(' ').join(' validate constraint ')}`);
    }
  }

  async down(): Promise<void> {
    // Rows stay repaired, and the previous migration drops the constraints.
  }
}

const CONTROL = String.raw`'[\u0001-\u001f\u007f-\u009f\u2028\u2029]'`;

const isAddress = (column: string) =>
  String.raw`${column} ~* '^https?://[^[:space:]\u0001-\u0020\u007f-\u009f\u2028\u2029]+$'`;

/** The text without control characters; `fallback` where nothing is left of it. */
const mended = (column: string, fallback: string) =>
  `coalesce(nullif(btrim(regexp_replace(${column}, ${CONTROL}, '', 'g')), ''), ${fallback})`;

const isBroken = (column: string) => `(${column} ~ ${CONTROL} or btrim(${column}) = '')`;

// A row is checked as a whole, so one statement mends all of it. An address that is no address was of no use: its
// picture was not shown, and its mails failed. A run whose mended key is another's gets its uuid for a key.
const TEXTS = String.raw`
update organization
   set key = ${mended('key', 'uuid::text')},
       certificate_logo_image_url = case when ${isAddress('certificate_logo_image_url')} then certificate_logo_image_url end
 where ${isBroken('key')} or not (${isAddress('certificate_logo_image_url')});
update course set key = ${mended('key', 'uuid::text')} where ${isBroken('key')};
update course_run run set key = uuid::text
 where ${isBroken('key')}
   and exists (select from course_run other where other.id <> run.id
                  and ${mended('other.key', 'other.uuid::text')} = ${mended('run.key', 'run.uuid::text')});
update course_run set key = ${mended('key', 'uuid::text')} where ${isBroken('key')};
update pathway set email = case when bare ~ '^[^@,;<>]+@[^@,;<>]+$' then bare else '' end
  from (select id, regexp_replace(email, '[[:space:]\u0001-\u0020\u007f-\u009f\u2028\u2029]', '', 'g') as bare from pathway) mended
 where mended.id = pathway.id and email <> '' and (bare <> email or bare !~ '^[^@,;<>]+@[^@,;<>]+$');
update program_certificate set language = 'en' where language !~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$';
delete from completion_mail_template where ${isBroken('key')};
delete from catalog_sync where jsonb_typeof(summary) <> 'object';
update user_credential
   set status_changes = greatest(status_changes, 1),
       download_url = case when ${isAddress('download_url')} then download_url end
 where status_changes < 1 or not (${isAddress('download_url')});
delete from user_credential_attribute where ${isBroken('name')};
`;

// A run may have got another key before, which left its certificates behind under the old one. They take the new key,
// all at once, since runs can have swapped their keys. Where the run has a certificate of that type under the new key
// already, the credentials move to that one. A learner may have a credential of both: then the old certificate stays
// for its credentials, without the run, and with its number behind the key where a run has that key.
const CERTIFICATES = `
update course_certificate certificate set course_run_id = run.id
  from course_run run where certificate.course_run_id is null and run.key = certificate.course_id;

create temporary table left_behind on commit drop as
select old.id, run.id as run_id, run.key,
       coalesce(current.id, first_value(old.id) over (partition by run.id, old.certificate_type order by old.id)) as current_id
  from course_certificate old
  join course_run run on run.id = old.course_run_id and run.key <> old.course_id
  left join course_certificate current
         on current.course_run_id = run.id and current.course_id = run.key and current.certificate_type = old.certificate_type;

update user_credential credential set course_certificate_id = moved.current_id
  from (select distinct on (held.user_id, left_behind.current_id) held.id, held.user_id, left_behind.current_id
          from user_credential held join left_behind on left_behind.id = held.course_certificate_id
         where left_behind.id <> left_behind.current_id
         order by held.user_id, left_behind.current_id, held.id) moved
 where credential.id = moved.id
   and not exists (select from user_credential other
                    where other.user_id = moved.user_id and other.course_certificate_id = moved.current_id);
delete from course_certificate old using left_behind
 where old.id = left_behind.id and left_behind.id <> left_behind.current_id
   and not exists (select from user_credential where course_certificate_id = old.id);
update course_certificate old
   set course_run_id = null,
       course_id = case when exists (select from course_run where key = old.course_id)
                        then left(old.course_id, 240) || ' ' || old.id else ${mended('old.course_id', `'unknown'`)} end
  from left_behind where old.id = left_behind.id and left_behind.id <> left_behind.current_id;

update course_certificate certificate set course_run_id = null, course_id = gen_random_uuid()::text
  from left_behind where certificate.id = left_behind.id and left_behind.id = left_behind.current_id;
update course_certificate certificate set course_run_id = left_behind.run_id, course_id = left_behind.key
  from left_behind where certificate.id = left_behind.id and left_behind.id = left_behind.current_id;
update course_certificate set course_id = ${mended('course_id', `'unknown'`)} || ' ' || id where ${isBroken('course_id')};
`;

// A notification whose message is gone was listed as sent. The outbox deletes only rows that are over.
const OUTCOMES = `
update pathway_notification notification set outcome = 'sent', ended_at = created
 where outcome is null
   and not exists (select from outbox where dedupe_key = 'credit-pathway.request:' || notification.id
                      and subscriber = 'credit-pathways.mail');
`;

/** Table and constraint. */
const CONSTRAINTS = [
  'organization organization_key_ck',
  'organization organization_logo_ck',
  'course course_key_ck',
  'course_run course_run_key_ck',
  'pathway pathway_email_ck',
  'course_certificate course_certificate_course_id_ck',
  'course_certificate course_certificate_course_run_fk',
  'program_certificate program_certificate_language_ck',
  'completion_mail_template completion_mail_template_line_ck',
  'catalog_sync catalog_sync_summary_ck',
  'user_credential user_credential_status_changes_ck',
  'user_credential user_credential_download_url_ck',
  'user_credential_attribute user_credential_attribute_name_ck',
];
