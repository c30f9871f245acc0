import { Check, Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { IsoTime } from '../../platform/database/index.js';

/** The id of the installation's only site. */
export const SITE_ID = 1;

/** The installation's name and addresses, in one row. Answers carry its id, mails its names. */
@Entity('site')
@Check('site_single_ck', `id = ${SITE_ID}`)
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

  @UpdateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;
}
