import { Check, Column, Entity, Index, type Relation, Unique } from 'typeorm';
import { CourseRun } from '../../catalog/index.js';
import { Site } from '../../identity/index.js';
import { IdColumn, Reference } from '../../platform/database/index.js';

/** A course run's certificate in one mode. It may exist before the catalog knows the run. */
@Entity('course_certificate')
@Unique('course_certificate_course_type_uq', ['courseId', 'certificateType'])
@Check('course_certificate_type_ck', `certificate_type ~ '^[a-z0-9-]+$'`)
@Index('course_certificate_course_run_ix', ['courseRunId'])
export class CourseCertificate {
  @IdColumn('course_certificate_pk')
  id!: number;

  @Column('integer', { name: 'site_id' })
  siteId!: number;

  /** The course run's key as the LMS names it. */
  @Column('varchar', { name: 'course_id', length: 255 })
  courseId!: string;

  @Column('integer', { name: 'course_run_id', nullable: true })
  courseRunId!: number | null;

  /** The mode: honor, verified, professional, no-id-professional, masters, or the mode with which the LMS issued. */
  @Column('varchar', { name: 'certificate_type', length: 64 })
  certificateType!: string;

  /** The time from which its credentials are visible; null means from their award on. */
  @Column('timestamptz', { name: 'certificate_available_date', nullable: true })
  certificateAvailableDate!: Date | null;

  @Column('boolean', { name: 'is_active' })
  isActive!: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  created!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  modified!: Date;

  @Reference(() => Site, 'site_id', 'course_certificate_site_fk', { nullable: false })
  site?: Relation<Site>;

  @Reference(() => CourseRun, 'course_run_id', 'course_certificate_course_run_fk')
  courseRun?: Relation<CourseRun> | null;
}
