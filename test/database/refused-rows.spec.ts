import { beforeAll, describe, expect, it } from '@jest/globals';
import { useOpenDatabase } from '../support/open-database.js';

/** One sound row of each kind. Learner 1 has a program credential, a grade, a shared record and a sent request. */
const SOUND = `
  insert into users (id, username) values (1, 'alice'), (2, 'bob');
  insert into user_permission (user_id, permission) values (1, 'credentials.view_usercredential');
  insert into organization (id, uuid, key, name) values (1, gen_random_uuid(), 'X', 'X');
  insert into organization_logo (organization_id, image_type, image) values (1, 'image/png', 'x');
  insert into site_logo (site_id, image_type, image) values (1, 'image/png', 'x');
  insert into course (id, uuid, key, title) values (1, gen_random_uuid(), 'X+1', 'One');
  insert into course_run (id, uuid, key, course_id) values (1, gen_random_uuid(), 'R1', 1), (2, gen_random_uuid(), 'R2', 1);
  insert into program (id, uuid, title, type, type_slug, status)
    select n, gen_random_uuid(), 'P' || n, 'T', 't', 'active' from generate_series(1, 2) n;
  insert into program_course_run (program_id, course_run_id, position) values (1, 2, 0);
  insert into pathway (id, uuid, name, org_name, email, pathway_type, status)
    select n, gen_random_uuid(), 'W' || n, 'X', 'office@x.example', 'credit', 'published' from generate_series(1, 2) n;
  insert into pathway_program (pathway_id, program_id) values (1, 1);
  insert into course_certificate (id, site_id, course_id, course_run_id, certificate_type, is_active)
    values (1, 1, 'R1', 1, 'verified', true), (2, 1, 'R9', null, 'verified', true);
  insert into program_certificate (id, site_id, program_id, is_active) values (1, 1, 1, true);
  insert into signatory (program_certificate_id, position, name, title) values (1, 0, 'Ada', 'Dean');
  insert into user_credential (id, user_id, program_certificate_id, status, status_changes) values (1, 1, 1, 'awarded', 3);
  insert into user_credential (id, user_id, course_certificate_id, status) values (2, 2, 1, 'awarded');
  insert into user_credential_attribute (credential_id, name, value) values (1, 'reason', 'x');
  insert into user_grade (user_id, course_run_id, percent_grade) values (1, 2, 0.5);
  insert into program_cert_record (user_id, program_id) values (1, 1);
  insert into user_credit_pathway (user_id, program_id, pathway_id, status) values (1, 1, 1, 'sent');
  begin;
  insert into pathway_notification (id, user_id, program_id, pathway_id, kind) values (101, 1, 1, 1, 'first');
  insert into outbox (topic, subscriber, dedupe_key, payload)
    values ('credit-pathway.request', 'credit-pathways.mail', 'credit-pathway.request:101', '{}');
  commit;
  insert into pathway_notification (id, user_id, program_id, pathway_id, kind, outcome, ended_at)
    values (102, 1, 1, 1, 'first', 'sent', now());
  insert into completion_mail_template (key, subject, text, html, enabled) values ('default', '', '', '', true);
  insert into catalog_sync (started, finished, summary) values (now(), now(), '{}');`;

const NOTIFICATION =
  'insert into pathway_notification (user_id, program_id, pathway_id, kind, credential_id, outcome, ended_at)';

/** The constraint or trigger that refuses, and the statement that it refuses. */
const REFUSED: readonly (readonly [refusedBy: string, sql: string])[] = [
  [
    'site_single_ck',
    `insert into site (id, platform_name, csrf_key) values (2, 'Another', gen_random_uuid())`,
  ],
  ['site_lms_url_ck', `update site set lms_url_root = 'javascript:alert(1)'`],
  ['site_records_help_url_ck', `update site set records_help_url = E'https://help.example/\\u0001'`],
  ['site_learner_record_url_ck', `update site set learner_record_mfe_url = '//records.example/'`],
  ['users_username_ck', `insert into users (username) values ('')`],
  ['users_username_trimmed_ck', `update users set username = ' alice' where id = 1`],
  ['users_username_uq', `update users set username = 'ALICE' where id = 2`],
  ['users_lms_user_id_number_ck', `update users set lms_user_id = 0`],
  ['users_lms_user_id_number_ck', `update users set lms_user_id = 9007199254740992 where id = 1`],
  ['user_permission_name_ck', `update user_permission set permission = 'everything'`],
  ['user_group_permission_name_ck', `update user_group_permission set permission = 'everything'`],
  ['organization_key_ck', `update organization set key = E'X\\u0085'`],
  ['organization_key_ck', `update organization set key = ' '`],
  ['organization_logo_ck', `update organization set certificate_logo_image_url = 'javascript:alert(1)'`],
  [
    'organization_logo_ck',
    `update organization set certificate_logo_image_url = E'https://x.example/\\u0001'`,
  ],
  ['course_key_ck', `update course set key = E'X\\n'`],
  ['course_run_key_ck', `update course_run set key = E'R\\u2028' where id = 2`],
  ['course_run_key_uq', `update course_run set key = 'r1' where id = 2`],
  [
    'course_certificate_course_uq',
    `insert into course_certificate (id, site_id, course_id, certificate_type, is_active) values (3, 1, 'r1', 'honor', false)`,
  ],
  ['program_status_ck', `update program set status = 'lost'`],
  ['organization_homepage_ck', `update organization set homepage_url = 'javascript:alert(1)'`],
  ['course_marketing_ck', `update course set marketing_url = 'x'`],
  ['program_marketing_ck', `update program set marketing_url = 'x'`],
  ['course_certificate_language_ck', `update course_certificate set language = '<b>'`],
  ['program_hours_ck', `update program set total_hours_of_effort = -1`],
  ['pathway_email_ck', `update pathway set email = E'office@x.example\\nBcc: eve@x.example'`],
  ['pathway_email_ck', `update pathway set email = 'a@x.example, b@x.example'`],
  ['pathway_type_ck', `update pathway set pathway_type = 'free'`],
  ['course_certificate_course_id_ck', `update course_certificate set course_id = E'R9\\t' where id = 2`],
  ['course_certificate_course_run_fk', `update course_certificate set course_id = 'R8' where id = 1`],
  ['course_certificate_course_run_fk', `update course_certificate set course_run_id = 2 where id = 1`],
  ['course_certificate_course_run_fk', `update course_certificate set course_run_id = 2 where id = 2`],
  ['course_certificate_type_ck', `update course_certificate set certificate_type = 'For You'`],
  ['course_certificate_course_run_fk', `delete from course_run where id = 1`],
  ['program_certificate_language_ck', `update program_certificate set language = '../en'`],
  ['signatory_image_ck', `update signatory set image = 'x'`],
  ['organization_logo_image_type_ck', `update organization_logo set image_type = 'image/gif'`],
  [
    'organization_logo_image_size_ck',
    `update organization_logo set image = decode(repeat('00', 1048577), 'hex')`,
  ],
  ['organization_logo_source_ck', `update organization_logo set source_url = 'file:///etc/passwd'`],
  ['site_logo_source_ck', `update site_logo set source_url = 'javascript:alert(1)'`],
  ['site_logo_image_type_ck', `update site_logo set image_type = 'text/html'`],
  ['user_credential_kind_ck', `update user_credential set course_certificate_id = 1 where id = 1`],
  ['user_credential_fixed_tg', `update user_credential set user_id = 2 where id = 1`],
  [
    'user_credential_fixed_tg',
    `update user_credential set program_certificate_id = null, course_certificate_id = 1 where id = 1`,
  ],
  ['user_credential_rested_on_ck', `update user_credential set rested_on = '{1}' where id = 2`],
  ['user_credential_rested_on_ck', `update user_credential set rested_on = '{}' where id = 1`],
  ['user_credential_status_ck', `update user_credential set status = 'lost'`],
  ['user_credential_date_override_ck', `update user_credential set date_override = now() where id = 1`],
  [
    'user_credential_first_award_ck',
    `insert into user_credential (user_id, program_certificate_id, status, first_awarded_at)
     values (2, 1, 'awarded', null)`,
  ],
  [
    'user_credential_first_award_tg',
    `update user_credential set status = 'revoked', first_awarded_at = null`,
  ],
  ['user_credential_status_changes_tg', `update user_credential set status_changes = 2 where id = 1`],
  [
    'user_credential_status_changes_tg',
    `update user_credential set status_changes = 2147483647 where id = 1`,
  ],
  [
    'user_credential_status_changes_new_tg',
    `insert into user_credential (user_id, program_certificate_id, status, status_changes)
     values (2, 1, 'awarded', 2147483647)`,
  ],
  ['user_credential_id_ck', `update user_credential set id = 9007199254740992 where id = 2`],
  ['user_grade_id_ck', `update user_grade set id = 0`],
  ['program_cert_record_id_ck', `update program_cert_record set id = 9223372036854775807`],
  ['user_credit_pathway_id_ck', `update user_credit_pathway set id = -1`],
  [
    'pathway_notification_id_ck',
    `insert into pathway_notification (id, user_id, program_id, pathway_id, kind) values (9007199254740992, 1, 1, 1, 'first')`,
  ],
  ['outbox_id_ck', `update outbox set id = 9007199254740992`],
  [
    'user_credential_status_changes_ck',
    `insert into user_credential (user_id, program_certificate_id, status, status_changes)
     values (2, 1, 'awarded', 0)`,
  ],
  ['user_credential_download_url_ck', `update user_credential set download_url = 'file:///etc/passwd'`],
  ['user_credential_attribute_name_ck', `update user_credential_attribute set name = E'rea\\nson'`],
  ['user_grade_percent_range_ck', `update user_grade set percent_grade = -0.1`],
  ['program_cert_record_fixed_tg', `update program_cert_record set user_id = 2`],
  ['program_cert_record_fixed_tg', `update program_cert_record set program_id = 2`],
  [
    'program_cert_record_user_program_uq',
    `insert into program_cert_record (user_id, program_id) values (1, 1)`,
  ],
  [
    'user_credit_pathway_belongs_tg',
    `insert into user_credit_pathway (user_id, program_id, pathway_id, status) values (1, 2, 1, 'sent')`,
  ],
  [
    'user_credit_pathway_belongs_tg',
    `insert into user_credit_pathway (user_id, program_id, pathway_id, status) values (1, 1, 2, 'sent')`,
  ],
  ['user_credit_pathway_fixed_tg', `update user_credit_pathway set user_id = 2`],
  ['user_credit_pathway_status_ck', `update user_credit_pathway set status = 'lost'`],
  ['pathway_notification_belongs_tg', `${NOTIFICATION} values (2, 1, 1, 'first', null, 'sent', now())`],
  ['pathway_notification_belongs_tg', `${NOTIFICATION} values (1, 2, 1, 'first', null, 'sent', now())`],
  ['pathway_notification_belongs_tg', `${NOTIFICATION} values (1, 1, 2, 'first', null, 'sent', now())`],
  ['pathway_notification_belongs_tg', `${NOTIFICATION} values (1, 1, 1, 'updated', 2, 'sent', now())`],
  ['pathway_notification_credential_ck', `${NOTIFICATION} values (1, 1, 1, 'updated', null, 'sent', now())`],
  ['pathway_notification_fixed_tg', `update pathway_notification set pathway_id = 2`],
  [
    'pathway_notification_ended_tg',
    `update pathway_notification set outcome = null, ended_at = null where id = 102`,
  ],
  ['pathway_notification_fixed_tg', `update pathway_notification set id = 999 where id = 101`],
  [
    'pathway_notification_fixed_tg',
    `update pathway_notification set created = created + interval '1 year' where id = 101`,
  ],
  ['pathway_notification_ended_ck', `update pathway_notification set outcome = 'cancelled' where id = 101`],
  [
    'pathway_notification_sent_tg',
    `update pathway_notification set outcome = 'sent', ended_at = now() where id = 101`,
  ],
  ['pathway_notification_message_tg', `${NOTIFICATION} values (1, 1, 1, 'first', null, null, null)`],
  ['outbox_notification_tg', 'delete from outbox'],
  [
    'outbox_notification_tg',
    `with dead as (update outbox set state = 'dead', done_at = now() returning id) select from dead; delete from outbox`,
  ],
  ['outbox_notifications_tg', 'truncate outbox'],
  ['outbox_fixed_tg', 'update outbox set id = 999'],
  ['outbox_fixed_tg', `update outbox set topic = topic || 'x'`],
  ['outbox_fixed_tg', `update outbox set subscriber = subscriber || 'x'`],
  ['outbox_fixed_tg', `update outbox set dedupe_key = dedupe_key || 'x'`],
  ['outbox_fixed_tg', `update outbox set subject = 'x'`],
  ['outbox_fixed_tg', `update outbox set payload = '{"version": 1}'`],
  ['outbox_fixed_tg', `update outbox set created = created + interval '1 year'`],
  ['outbox_delivered_tg', `update outbox set state = 'done', done_at = now()`],
  ['outbox_lease_ck', `update outbox set state = 'leased'`],
  ['outbox_done_ck', `update outbox set state = 'done'`],
  ['outbox_attempts_ck', `update outbox set attempts = 13`],
  ['completion_mail_template_line_ck', `update completion_mail_template set key = E'type:a\\nb'`],
  ['completion_mail_template_key_ck', `update completion_mail_template set key = 'everybody'`],
  ['catalog_sync_summary_ck', `update catalog_sync set summary = '[]'`],
  ['users_times_ck', `update users set claims_issued_at = 'infinity'`],
  ['users_times_ck', `update users set rights_changed_at = '-infinity'`],
  ['users_times_ck', `update users set lms_user_id_at = '290000-01-01Z'`],
  [
    'username_change_times_ck',
    `insert into username_change (digest, changed_at) values ('x', '0001-12-31 BC')`,
  ],
  ['user_credential_times_ck', `update user_credential set date_override = 'infinity' where id = 2`],
  ['user_credential_times_ck', `update user_credential set first_awarded_at = '10000-01-01Z'`],
  ['user_grade_times_ck', `update user_grade set lms_last_updated_at = '0001-01-01T00:00:00+00:01'`],
  ['course_certificate_times_ck', `update course_certificate set certificate_available_date = 'infinity'`],
  ['course_run_times_ck', `update course_run set start_date = '-infinity'`],
  ['outbox_times_ck', `update outbox set run_at = 'infinity'`],
  [
    'throttle_times_ck',
    `insert into throttle (scope, user_id, hits, allowed) values ('x', 1, '{now,infinity}', true)`,
  ],
  [
    'throttle_times_ck',
    `insert into throttle (scope, user_id, hits, allowed) values ('x', 1, '{-infinity,now}', true)`,
  ],
];

describe('the database refuses, by', () => {
  const test = useOpenDatabase();

  beforeAll(async () => {
    await test.dataSource.query(SOUND);
  });

  it.each(REFUSED)('%s: %s', async (refusedBy, sql) => {
    const runner = test.dataSource.createQueryRunner();
    try {
      await runner.query('begin');
      // Constraints that wait for the commit are checked at once.
      await runner.query('set constraints all immediate');
      await expect(runner.query(sql)).rejects.toMatchObject({ driverError: { constraint: refusedBy } });
    } finally {
      await runner.query('rollback');
      await runner.release();
    }
  });

  it('nothing that the service does with a message that is over', async () => {
    const runner = test.dataSource.createQueryRunner();
    await runner.query('begin');
    await runner.query(
      `update outbox set state = 'leased', lease_owner = gen_random_uuid(), lease_until = now(), attempts = 1`,
    );
    await runner.query(
      `update outbox set state = 'done', done_at = now(), lease_owner = null, lease_until = null`,
    );
    await runner.query('delete from outbox');
    expect(
      await runner.query('select outcome, ended_at = now() as now from pathway_notification where id = 101'),
    ).toEqual([{ outcome: 'sent', now: true }]);
    await runner.query('rollback');
    await runner.release();
  });

  it.each([
    ['has', `lease_owner = gen_random_uuid(), lease_until = now(), state = 'leased', attempts = 1`],
    ['had, when its attempt failed', `attempts = 1`],
    ['had, when it stopped', `last_error = 'the service stopped'`],
    ['had, when staff revived the message', `last_error = 'the worker died in the last attempt'`],
  ])('no note of a mail that has gone, from a worker that %s the message', async (_, attempt) => {
    const runner = test.dataSource.createQueryRunner();
    await runner.query('begin');
    await runner.query(`update outbox set ${attempt}`);
    await runner.query(`update pathway_notification set outcome = 'sent', ended_at = now() where id = 101`);
    expect(await runner.query('select outcome from pathway_notification where id = 101')).toEqual([
      { outcome: 'sent' },
    ]);
    await runner.query('rollback');
    await runner.release();
  });
});
