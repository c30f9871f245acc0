import { Check, Column, Entity, type Relation, Unique } from 'typeorm';
import { Program } from '../../catalog/index.js';
import { Site } from '../../identity/index.js';
import { areTimesSql, IdColumn, IsoTime, Reference } from '../../platform/database/index.js';

/** A program's certificate. A program needs an active one before its credentials can be issued. */
@Entity('program_certificate')
@Unique('program_certificate_program_uq', ['programId'])
@Check('program_certificate_language_ck', `language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$'`)
@Check('program_certificate_modified_ck', 'modified >= created')
@Check('program_certificate_times_ck', areTimesSql('created', 'modified'))
export class ProgramCertificate {
  @IdColumn('program_certificate_pk')
  id!: number;

  @Column('integer', { name: 'site_id' })
  siteId!: number;

  @Column('integer', { name: 'program_id' })
  programId!: number;

  @Column('boolean', { name: 'is_active' })
  isActive!: boolean;

  /** The certificate's name for the program; empty means the program's own title. */
  @Column('varchar', { length: 255, default: '' })
  title!: string;

  /** Names organizations in full instead of by key. */
  @Column('boolean', { name: 'use_org_name', default: false })
  useOrgName!: boolean;

  @Column('boolean', { name: 'include_hours_of_effort', default: false })
  includeHoursOfEffort!: boolean;

  /** Language tag of the certificate, such as `en` or `es-419`. */
  @Column('varchar', { length: 8, default: 'en' })
  language!: string;

  @Column('timestamptz', { default: () => 'now()' })
  created!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;

  @Reference(() => Site, 'site_id', 'program_certificate_site_fk', { nullable: false })
  site?: Relation<Site>;

  @Reference(() => Program, 'program_id', 'program_certificate_program_fk', { nullable: false })
  program?: Relation<Program>;
}
