import type { DataSource } from 'typeorm';

/**
 * Fills the database with learners `learner_<n>`, who each hold about twenty course credentials and, one in ten, a
 * program's. It updates the statistics. Triggers, which look at each row, do not run: so the rows have what triggers give.
 */
export async function generateCredentials(dataSource: DataSource, credentials: number): Promise<void> {
  const learners = Math.ceil(credentials / 20);
  const runs = 200;
  const programs = 10;
  const statements = [
    `insert into organization (uuid, key, name) values (gen_random_uuid(), 'BigX', 'Big University')`,
    `insert into users (username, email, full_name) select 'learner_' || n, '', '' from generate_series(1, ${learners}) n`,
    `insert into course (uuid, key, title) select gen_random_uuid(), 'BigX+C' || n, 'Course ' || n from generate_series(1, ${runs}) n`,
    `insert into course_run (uuid, key, course_id)
       select gen_random_uuid(), 'course-v1:' || key || '+R1', id from course`,
    `insert into program (uuid, title, type, type_slug, status)
       select ('e0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Program ' || n, 'XSeries', 'xseries', 'active'
         from generate_series(1, ${programs}) n`,
    `insert into program_course_run (program_id, course_run_id, position)
       select p.id, r.id, r.id from program p join course_run r on r.id % ${programs} = p.id % ${programs} and r.id <= 50`,
    `insert into program_certificate (site_id, program_id, is_active) select (select id from site), id, true from program`,
    `insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
       select (select id from site), key, id, 'verified', true from course_run`,
    `insert into user_credential (user_id, course_certificate_id, status, revoked_at, change)
       select u.id, cc.id, case when (u.id + cc.id) % 50 = 0 then 'revoked' else 'awarded' end,
              case when (u.id + cc.id) % 50 = 0 then now() end, u.id
         from users u join course_certificate cc on cc.id % 10 = u.id % 10
        where u.username like 'learner_%'`,
    `insert into user_credential (user_id, program_certificate_id, status)
       select u.id, pc.id, 'awarded' from users u join program_certificate pc on pc.id = 1 + u.id % 100
        where u.username like 'learner_%'`,
  ];
  await dataSource.query(
    `begin; set local session_replication_role = replica; ${statements.join(';\n')}; commit; analyze`,
  );
}
