import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A view of what each learner has earned and may see, per course run. */
export class CertStatusView1764000000700 implements MigrationInterface {
  name = 'CertStatusView1764000000700';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view learner_course_status');
  }
}

// A certificate whose run the catalog does not know yet has no course, so its credentials are not here.
const UP = `
create view learner_course_status as
select
  credential.id as credential_id,
  credential.user_id,
  credential.course_certificate_id,
  course.uuid as course_uuid,
  run.uuid as course_run_uuid,
  run.key as course_run_key,
  credential.status,
  certificate.certificate_type as type,
  certificate.certificate_available_date,
  credential.created as awarded_at,
  grade.id as grade_id,
  grade.letter_grade,
  grade.percent_grade,
  grade.verified
from user_credential credential
join course_certificate certificate on certificate.id = credential.course_certificate_id
join course_run run on run.id = certificate.course_run_id
join course on course.id = run.course_id
left join user_grade grade on grade.user_id = credential.user_id and grade.course_run_id = run.id
where credential.status = 'awarded'
  and (certificate.certificate_available_date is null or certificate.certificate_available_date <= now());
`;
