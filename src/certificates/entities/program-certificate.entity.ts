import { Column, Entity, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Program } from '../../catalog/index.js';
import { Site } from '../../identity/index.js';
import { IdColumn, IsoTime } from '../../platform/database/index.js';

/** A program's certificate. A program needs an active one before its credentials can be issued. */
@Entity('program_certificate')
@Unique('program_certificate_program_uq', ['programId'])
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

  @ManyToOne(() => Site, { nullable: false })
  @JoinColumn({ name: 'site_id', foreignKeyConstraintName: 'program_certificate_site_fk' })
  site?: Relation<Site>;

  @ManyToOne(() => Program, { nullable: false })
  @JoinColumn({ name: 'program_id', foreignKeyConstraintName: 'program_certificate_program_fk' })
  program?: Relation<Program>;
}
