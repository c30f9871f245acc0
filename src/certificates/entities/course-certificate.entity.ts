import { Check, Column, Entity, ForeignKey, Index, type Relation } from 'typeorm';
import { CourseRun } from '../../catalog/index.js';
import { Site } from '../../identity/index.js';
import { areTimesSql, IdColumn, isLineSql, IsoTime, Reference } from '../../platform/database/index.js';

/**
 * A course run's certificate, one in any mode. It may exist before the catalog knows the run, in another letter case. The
 * foreign key keeps its key equal to that of its run. When a run takes a key for which a certificate waits, a trigger of
 * `course_run` merges the two.
 */
@Entity('course_certificate')
// In any letter case: on lower(course_id).
@Index('course_certificate_course_uq', { synchronize: false })
@Check('course_certificate_type_ck', `certificate_type ~ '^[a-z0-9-]+$'`)
@Check('course_certificate_language_ck', `language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$'`)
@Check('course_certificate_course_id_ck', isLineSql('course_id'))
@Index('course_certificate_course_run_ix', ['courseRunId'])
@ForeignKey(() => CourseRun, ['courseRunId', 'courseId'], ['id', 'key'], {
  name: 'course_certificate_course_run_fk',
  onUpdate: 'CASCADE',
})
@Check('course_certificate_modified_ck', 'modified >= created')
@Check('course_certificate_times_ck', areTimesSql('certificate_available_date', 'created', 'modified'))
export class CourseCertificate {
  @IdColumn('course_certificate_pk')
  id!: number;

  @Column('integer', { name: 'site_id' })
  siteId!: number;

  /** The course run's key, in the catalog's letter case once the catalog knows the run; unique in any. */
  @Column('varchar', { name: 'course_id', length: 255 })
  courseId!: string;

  @Column('integer', { name: 'course_run_id', nullable: true })
  courseRunId!: number | null;

  /** The mode that the LMS configured, such as `verified`, or else the one with which it issued first. */
  @Column('varchar', { name: 'certificate_type', length: 64 })
  certificateType!: string;

  /** The time from which its credentials are visible; null means from their award on. */
  @Column('timestamptz', { name: 'certificate_available_date', nullable: true })
  certificateAvailableDate!: Date | null;

  @Column('boolean', { name: 'is_active' })
  isActive!: boolean;

  /** The certificate's name for the course; empty means the catalog's title. */
  @Column('varchar', { length: 255, default: '' })
  title!: string;

  /** Language tag of the certificate, such as `en` or `es-419`. */
  @Column('varchar', { length: 8, default: 'en' })
  language!: string;

  @Column('timestamptz', { default: () => 'now()' })
  created!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;

  @Reference(() => Site, 'site_id', 'course_certificate_site_fk', { nullable: false })
  site?: Relation<Site>;
}
