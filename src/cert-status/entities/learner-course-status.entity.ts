import { ViewColumn, ViewEntity } from 'typeorm';
import { bigintNumber } from '../../platform/database/index.js';

/** An awarded, visible course credential with run, course and grade. Migration 1764000000700 makes the view. */
@ViewEntity({ name: 'learner_course_status', synchronize: false })
export class LearnerCourseStatus {
  @ViewColumn({ name: 'credential_id', transformer: bigintNumber })
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

  /** Always `awarded`: a revoked credential is not earned. */
  @ViewColumn()
  status!: 'awarded';

  /** The certificate's type, which is the learner's mode. */
  @ViewColumn()
  type!: string;

  /** Null or past: the view leaves out credentials that are not visible yet. */
  @ViewColumn({ name: 'certificate_available_date' })
  certificateAvailableDate!: Date | null;

  @ViewColumn({ name: 'awarded_at' })
  awardedAt!: Date;

  /** Null, like the three columns after it, while the LMS has reported no grade. */
  @ViewColumn({ name: 'grade_id', transformer: bigintNumber })
  gradeId!: number | null;

  @ViewColumn({ name: 'letter_grade' })
  letterGrade!: string | null;

  /** From 0 to 9.9999, as text. */
  @ViewColumn({ name: 'percent_grade' })
  percentGrade!: string | null;

  @ViewColumn()
  verified!: boolean | null;
}
