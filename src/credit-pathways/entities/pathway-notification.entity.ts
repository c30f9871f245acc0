import { Check, Column, CreateDateColumn, Entity, Index, type Relation } from 'typeorm';
import { Pathway, Program } from '../../catalog/index.js';
import { UserCredential } from '../../credentials/index.js';
import { User } from '../../identity/index.js';
import {
  areTimesSql,
  bigintNumber,
  IdColumn,
  isNumberSql,
  Reference,
} from '../../platform/database/index.js';

/** `first`: the learner sent the record. `updated`: the program's credential was awarded after that. */
export type NotificationKind = 'first' | 'updated';

/** `pending`: to be sent, or waiting for its next attempt. `failed`: given up; staff may retry it. */
export const NOTIFICATION_STATES = ['pending', 'sent', 'failed', 'cancelled'] as const;
export type NotificationState = (typeof NOTIFICATION_STATES)[number];

/**
 * One mail to a pathway. Its dedupe key finds its delivery in the outbox. The outbox deletes that row some time after
 * its end, so the outcome is noted here too.
 */
@Entity('pathway_notification')
@Index('pathway_notification_user_ix', ['userId', 'programId', 'pathwayId'])
@Index('pathway_notification_pathway_ix', ['pathwayId'])
@Index('pathway_notification_program_ix', ['programId'])
@Index('pathway_notification_update_uq', ['credentialId', 'pathwayId'], {
  unique: true,
  where: "kind = 'updated'",
})
@Check('pathway_notification_kind_ck', `kind in ('first', 'updated')`)
@Check('pathway_notification_credential_ck', `(kind = 'updated') = (credential_id is not null)`)
@Check('pathway_notification_outcome_ck', `outcome in ('sent', 'cancelled')`)
@Check('pathway_notification_ended_ck', '(outcome is null) = (ended_at is null)')
@Check('pathway_notification_times_ck', areTimesSql('created', 'ended_at'))
@Check('pathway_notification_id_ck', isNumberSql('id'))
export class PathwayNotification {
  @IdColumn('pathway_notification_pk', 'bigint')
  id!: number;

  @Column('integer', { name: 'user_id' })
  userId!: number;

  @Column('integer', { name: 'pathway_id' })
  pathwayId!: number;

  @Column('integer', { name: 'program_id' })
  programId!: number;

  @Column('varchar', { length: 16 })
  kind!: NotificationKind;

  /** The program's credential that caused an update. */
  @Column('bigint', { name: 'credential_id', nullable: true, transformer: bigintNumber })
  credentialId!: number | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created!: Date;

  @Column('varchar', { length: 16, nullable: true })
  outcome!: 'sent' | 'cancelled' | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Reference(() => User, 'user_id', 'pathway_notification_user_fk', { nullable: false })
  user?: Relation<User>;

  @Reference(() => Pathway, 'pathway_id', 'pathway_notification_pathway_fk', { nullable: false })
  pathway?: Relation<Pathway>;

  @Reference(() => Program, 'program_id', 'pathway_notification_program_fk', { nullable: false })
  program?: Relation<Program>;

  @Reference(() => UserCredential, 'credential_id', 'pathway_notification_credential_fk')
  credential?: Relation<UserCredential> | null;
}
