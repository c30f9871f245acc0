import { Check, Column, Entity, Unique } from 'typeorm';
import { CatalogEntry } from './catalog-entry.js';
import { areTimesSql, IdColumn, isLineSql } from '../../platform/database/index.js';

/** A course. Learners take its runs. */
@Entity('course')
@Unique('course_uuid_uq', ['uuid'])
@Check('course_key_ck', isLineSql('key'))
@Check('course_times_ck', areTimesSql('modified'))
export class Course extends CatalogEntry {
  @IdColumn('course_pk')
  id!: number;

  @Column('varchar', { length: 255 })
  key!: string;

  @Column('varchar', { length: 255 })
  title!: string;
}
