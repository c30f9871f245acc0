import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  type Relation,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { CourseRun } from '../../catalog/index.js';
import { User } from '../../identity/index.js';
import { areTimesSql, IdColumn, isNumberSql, Reference } from '../../platform/database/index.js';

/** The grade of one learner in one course run, as last reported by the LMS. */
@Entity('user_grade')
@Unique('user_grade_user_run_uq', ['user', 'courseRun'])
@Index('user_grade_course_run_ix', ['courseRun'])
@Check('user_grade_percent_range_ck', 'percent_grade between 0 and 9.9999')
@Check('user_grade_modified_ck', 'modified >= created')
@Check('user_grade_times_ck', areTimesSql('lms_last_updated_at', 'created', 'modified'))
@Check('user_grade_id_ck', isNumberSql('id'))
export class UserGrade {
  @IdColumn('user_grade_pk', 'bigint')
  id!: number;

  @Reference(() => User, 'user_id', 'user_grade_user_fk', { nullable: false })
  user!: Relation<User>;

  @Reference(() => CourseRun, 'course_run_id', 'user_grade_course_run_fk', { nullable: false })
  courseRun!: Relation<CourseRun>;

  /** Such as `A` or `Pass`; empty when the course gives none. */
  @Column({ name: 'letter_grade', type: 'varchar', length: 255, default: '' })
  letterGrade!: string;

  /** From 0 to 9.9999, 1 is 100 %. Text, because a JavaScript number would round it. */
  @Column({ name: 'percent_grade', type: 'numeric', precision: 5, scale: 4 })
  percentGrade!: string;

  /** Whether the learner's identity was verified when the grade was given. */
  @Column({ type: 'boolean', default: false })
  verified!: boolean;

  /** The time of the last change in the LMS; older reports are ignored. */
  @Column({ name: 'lms_last_updated_at', type: 'timestamptz', nullable: true })
  lmsLastUpdatedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created!: Date;

  @UpdateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  modified!: Date;
}
