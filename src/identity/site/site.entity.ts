import { Check, Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { areTimesSql, CONTROL_SQL, IsoTime, isWebAddressSql } from '../../platform/database/index.js';

/** The id of the installation's only site. */
export const SITE_ID = 1;

/** The installation's name and addresses, in one row. Answers carry its id, mails its names. */
@Entity('site')
@Check('site_single_ck', `id = ${SITE_ID}`)
@Check('site_platform_name_ck', `btrim(platform_name) <> ''`)
@Check('site_partner_from_address_ck', `partner_from_address !~ '[[:space:]${CONTROL_SQL}]'`)
@Check('site_lms_url_ck', isWebAddressSql('lms_url_root'))
@Check('site_records_help_url_ck', isWebAddressSql('records_help_url'))
@Check('site_learner_record_url_ck', isWebAddressSql('learner_record_mfe_url'))
@Check('site_times_ck', areTimesSql('modified'))
export class Site {
  @PrimaryColumn('integer', { default: SITE_ID, primaryKeyConstraintName: 'site_pk' })
  id!: number;

  /** The platform's name, as learners read it. */
  @Column('text', { name: 'platform_name' })
  platformName!: string;

  @Column('text', { name: 'lms_url_root', nullable: true })
  lmsUrlRoot!: string | null;

  /** Sender of mails to partner institutions and learners; null: `MAIL_FROM`. */
  @Column('text', { name: 'partner_from_address', nullable: true })
  partnerFromAddress!: string | null;

  /** Whether learners have program records here. */
  @Column('boolean', { name: 'records_enabled', default: true })
  recordsEnabled!: boolean;

  @Column('text', { name: 'records_help_url', nullable: true })
  recordsHelpUrl!: string | null;

  /** The learner record web front end. */
  @Column('text', { name: 'learner_record_mfe_url', nullable: true })
  learnerRecordMfeUrl!: string | null;

  /** Key of tokens against forged requests, made by the migration. Not read with the rest of the row. */
  @Column('uuid', { name: 'csrf_key', select: false })
  csrfKey!: string;

  @UpdateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;
}
