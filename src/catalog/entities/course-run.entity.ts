import { Check, Column, Entity, Index, type Relation, Unique } from 'typeorm';
import { areTimesSql, IdColumn, isLineSql, IsoTime, Reference } from '../../platform/database/index.js';
import { CatalogEntry } from './catalog-entry.js';
import { Course } from './course.entity.js';

/** One time a course is taught; a learner earns a certificate in it. Its certificates follow its key. */
@Entity('course_run')
@Unique('course_run_uuid_uq', ['uuid'])
@Unique('course_run_id_key_uq', ['id', 'key'])
@Check('course_run_key_ck', isLineSql('key'))
// In any letter case: on lower(key).
@Index('course_run_key_uq', { synchronize: false })
@Index('course_run_course_ix', ['courseId'])
@Check('course_run_times_ck', areTimesSql('start_date', 'end_date', 'modified'))
export class CourseRun extends CatalogEntry {
  @IdColumn('course_run_pk')
  id!: number;

  /** Such as `course-v1:TestX+AA101+1T2023`, in the catalog's letter case; unique in any. */
  @Column('varchar', { length: 255 })
  key!: string;

  /** The run's title where it differs from the course's. */
  @Column('varchar', { name: 'title_override', length: 255, nullable: true })
  titleOverride!: string | null;

  @Column('timestamptz', { name: 'start_date', nullable: true })
  startDate!: Date | null;

  @Column('timestamptz', { name: 'end_date', nullable: true })
  endDate!: Date | null;

  @IsoTime('start_date')
  start!: string | null;

  @IsoTime('end_date')
  end!: string | null;

  @Column('integer', { name: 'course_id' })
  courseId!: number;

  @Reference(() => Course, 'course_id', 'course_run_course_fk', { nullable: false })
  course?: Relation<Course>;
}
