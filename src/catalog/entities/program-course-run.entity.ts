import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
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

  @ManyToOne(() => Program, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'program_id', foreignKeyConstraintName: 'program_course_run_program_fk' })
  program?: Relation<Program>;

  @ManyToOne(() => CourseRun, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'course_run_id', foreignKeyConstraintName: 'program_course_run_course_run_fk' })
  courseRun?: Relation<CourseRun>;
}
