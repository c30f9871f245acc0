import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { CatalogEntry } from './catalog-entry.js';

/** A course; learners take its runs. */
@Entity('course')
@Unique('course_uuid_uq', ['uuid'])
export class Course extends CatalogEntry {
  @PrimaryGeneratedColumn('identity', {
    type: 'integer',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'course_pk',
  })
  id!: number;

  @Column('varchar', { length: 255 })
  key!: string;

  @Column('varchar', { length: 255 })
  title!: string;
}
