import { Check, Column, Entity, Unique } from 'typeorm';
import { CatalogEntry } from './catalog-entry.js';
import { areTimesSql, IdColumn, isWebAddressSql } from '../../platform/database/index.js';

export const PROGRAM_STATUSES = ['unpublished', 'active', 'retired', 'deleted'] as const;
export type ProgramStatus = (typeof PROGRAM_STATUSES)[number];

/** A sequence of course runs that earns a credential of its own. */
@Entity('program')
@Unique('program_uuid_uq', ['uuid'])
@Check('program_status_ck', `status in ('unpublished', 'active', 'retired', 'deleted')`)
@Check('program_hours_ck', 'total_hours_of_effort >= 0')
@Check('program_marketing_ck', isWebAddressSql('marketing_url'))
@Check('program_times_ck', areTimesSql('modified'))
export class Program extends CatalogEntry {
  @IdColumn('program_pk')
  id!: number;

  @Column('varchar', { length: 255 })
  title!: string;

  /** The program's type in words, such as `MicroMasters`. */
  @Column('varchar', { length: 255 })
  type!: string;

  /** The program's type for machines, such as `micromasters`. */
  @Column('varchar', { name: 'type_slug', length: 255 })
  typeSlug!: string;

  @Column('varchar', { length: 24 })
  status!: ProgramStatus;

  @Column('integer', { name: 'total_hours_of_effort', nullable: true })
  totalHoursOfEffort!: number | null;

  /** Plain text for learners. */
  @Column('varchar', { length: 500, nullable: true })
  description!: string | null;

  /** The page about it. */
  @Column('text', { name: 'marketing_url', nullable: true })
  marketingUrl!: string | null;
}
