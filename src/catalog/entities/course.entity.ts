import { Column, Entity, Unique } from 'typeorm';
import { CatalogEntry } from './catalog-entry.js';
import { IdColumn } from '../../platform/database/index.js';

/** A course. Learners take its runs. */
@Entity('course')
@Unique('course_uuid_uq', ['uuid'])
export class Course extends CatalogEntry {
  @IdColumn('course_pk')
  id!: number;

  @Column('varchar', { length: 255 })
  key!: string;

  @Column('varchar', { length: 255 })
  title!: string;
}
