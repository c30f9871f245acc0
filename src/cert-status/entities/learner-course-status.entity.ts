import { ViewColumn, ViewEntity } from 'typeorm';

/**
 * What a learner has earned and may see: an awarded, visible course credential, with the run's course and the grade.
 * The view is made by a migration (1764000000700), so TypeORM is told not to.
 */
@ViewEntity({ name: 'learner_course_status', synchronize: false })
export class LearnerCourseStatus {
  @ViewColumn({ name: 'credential_id' })
  credentialId!: number;

  @ViewColumn({ name: 'user_id' })
  userId!: number;

  @ViewColumn({ name: 'course_certificate_id' })
  courseCertificateId!: number;

  @ViewColumn({ name: 'course_uuid' })
  courseUuid!: string;

  @ViewColumn({ name: 'course_run_uuid' })
  courseRunUuid!: string;

  @ViewColumn({ name: 'course_run_key' })
  courseRunKey!: string;

  /** Always `awarded`: what was revoked is not earned. */
  @ViewColumn()
  status!: 'awarded';

  /** The certificate's type, which is the learner's mode. */
  @ViewColumn()
  type!: string;

  /** Null or past: what is not visible yet is not in the view. */
  @ViewColumn({ name: 'certificate_available_date' })
  certificateAvailableDate!: Date | null;

  @ViewColumn({ name: 'awarded_at' })
  awardedAt!: Date;

  /** Null, as the three after it, when the LMS has reported no grade. */
  @ViewColumn({ name: 'grade_id' })
  gradeId!: number | null;

  @ViewColumn({ name: 'letter_grade' })
  letterGrade!: string | null;

  /** From 0 to 1, as text. */
  @ViewColumn({ name: 'percent_grade' })
  percentGrade!: string | null;

  @ViewColumn()
  verified!: boolean | null;
}
