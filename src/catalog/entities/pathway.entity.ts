import { Check, Column, Entity, Unique } from 'typeorm';
import { CatalogEntry } from './catalog-entry.js';
import { areTimesSql, IdColumn, isMailAddressSql } from '../../platform/database/index.js';

export const PATHWAY_TYPES = ['credit', 'industry'] as const;
export type PathwayType = (typeof PATHWAY_TYPES)[number];

export const PATHWAY_STATUSES = ['published', 'unpublished', 'retired'] as const;
export type PathwayStatus = (typeof PATHWAY_STATUSES)[number];

/** An institution that recognises programs: a learner may send it their record. */
@Entity('pathway')
@Unique('pathway_uuid_uq', ['uuid'])
@Check('pathway_type_ck', `pathway_type in ('credit', 'industry')`)
@Check('pathway_status_ck', `status in ('published', 'unpublished', 'retired')`)
@Check('pathway_email_ck', isMailAddressSql('email'))
@Check('pathway_times_ck', areTimesSql('modified'))
export class Pathway extends CatalogEntry {
  @IdColumn('pathway_pk')
  id!: number;

  @Column('varchar', { length: 255 })
  name!: string;

  @Column('varchar', { name: 'org_name', length: 255 })
  orgName!: string;

  /** The address for records. Empty: the pathway is not active, and gets none. */
  @Column('varchar', { length: 254 })
  email!: string;

  @Column('varchar', { name: 'pathway_type', length: 24 })
  pathwayType!: PathwayType;

  @Column('varchar', { length: 24 })
  status!: PathwayStatus;
}
