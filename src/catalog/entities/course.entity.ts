import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What is taught; learners take its runs. */
@Entity('course')
@Unique('course_uuid_uq', ['uuid'])
export class Course {
  @PrimaryGeneratedColumn('identity', {
    type: 'integer',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'course_pk',
  })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 255 })
  key!: string;

  @Column('varchar', { length: 255 })
  title!: string;

  /** When it, or a link of its own to another entry, was changed last. */
  @Column('timestamptz', { default: () => 'now()' })
  modified!: Date;
}
