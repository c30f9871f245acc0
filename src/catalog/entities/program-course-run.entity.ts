import { Column, Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { Reference } from '../../platform/database/index.js';
import { CourseRun } from './course-run.entity.js';
import { Program } from './program.entity.js';

/** A course run that counts towards a program, in the order of the catalog. */
@Entity('program_course_run')
@Index('program_course_run_course_run_ix', ['courseRunId'])
export class ProgramCourseRun {
  @PrimaryColumn('integer', { name: 'program_id', primaryKeyConstraintName: 'program_course_run_pk' })
  programId!: number;

  @PrimaryColumn('integer', { name: 'course_run_id', primaryKeyConstraintName: 'program_course_run_pk' })
  courseRunId!: number;

  @Column('integer')
  position!: number;

  @Reference(() => Program, 'program_id', 'program_course_run_program_fk', { onDelete: 'CASCADE' })
  program?: Relation<Program>;

  @Reference(() => CourseRun, 'course_run_id', 'program_course_run_course_run_fk', { onDelete: 'CASCADE' })
  courseRun?: Relation<CourseRun>;
}
