import { Check, Column, Entity, Unique } from 'typeorm';
import { CatalogEntry } from './catalog-entry.js';
import { areTimesSql, IdColumn, isLineSql, isWebAddressSql } from '../../platform/database/index.js';

/** A course. Learners take its runs. */
@Entity('course')
@Unique('course_uuid_uq', ['uuid'])
@Check('course_key_ck', isLineSql('key'))
@Check('course_marketing_ck', isWebAddressSql('marketing_url'))
@Check('course_times_ck', areTimesSql('modified'))
export class Course extends CatalogEntry {
  @IdColumn('course_pk')
  id!: number;

  @Column('varchar', { length: 255 })
  key!: string;

  @Column('varchar', { length: 255 })
  title!: string;

  /** Plain text for learners. */
  @Column('varchar', { length: 500, nullable: true })
  description!: string | null;

  /** The page about it. */
  @Column('text', { name: 'marketing_url', nullable: true })
  marketingUrl!: string | null;
}
