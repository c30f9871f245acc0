import { Check, Column, Entity, Index } from 'typeorm';
import { areTimesSql, bigintNumber, IdColumn, isNumberSql, IsoTime } from '../../database/index.js';

/** Values by column: the one before and the one after. A side that had no value is null. */
export type Changes = Readonly<Record<string, readonly [before: unknown, after: unknown]>>;

/**
 * One change, or one act that changes nothing. Triggers write a row for each changed row of an audited table, and refuse
 * to change or delete what is written. `audit_forget` empties what tells of a person.
 */
@Entity('audit_log')
@Index('audit_log_subject_ix', ['subject', 'subjectId', 'id'])
@Index('audit_log_uuid_ix', ['subjectUuid', 'id'], { where: 'subject_uuid is not null' })
@Index('audit_log_user_ix', ['userId', 'id'], { where: 'user_id is not null' })
@Index('audit_log_actor_ix', ['actorId', 'id'], { where: 'actor_id is not null' })
@Index('audit_log_request_ix', ['requestId', 'id'], { where: 'request_id is not null' })
@Index('audit_log_action_ix', ['action', 'id'])
@Index('audit_log_at_ix', ['at', 'id'])
@Check('audit_log_id_ck', isNumberSql('id'))
@Check('audit_log_actor_ck', isNumberSql('actor_id'))
@Check('audit_log_user_ck', isNumberSql('user_id'))
@Check('audit_log_times_ck', areTimesSql('at'))
export class AuditRow {
  @IdColumn('audit_log_pk', 'bigint')
  id!: number;

  /** When the row was written, not when its transaction began. */
  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;

  /** `kind` of the caller (`OriginCaller`). `unknown`: SQL by hand, or a process of a release before. */
  @Column('text', { name: 'actor_kind' })
  actorKind!: string;

  /** The id of the user who did it. No foreign key: the row stays whatever happens to the user. */
  @Column('bigint', { name: 'actor_id', nullable: true, transformer: bigintNumber })
  actorId!: number | null;

  /** Command and account, name of a job, client of a token, or role of the database; never a username. */
  @Column('text', { name: 'actor_name', nullable: true })
  actorName!: string | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId!: string | null;

  /** As whoever did it says. It may name somebody. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text')
  action!: string;

  /** The kind of the thing. */
  @Column('text')
  subject!: string;

  /** The id of the thing, as text. */
  @Column('text', { name: 'subject_id', nullable: true })
  subjectId!: string | null;

  /** The public uuid of the thing, where it has one. */
  @Column('uuid', { name: 'subject_uuid', nullable: true })
  subjectUuid!: string | null;

  /** The id of the user whom it is about. */
  @Column('bigint', { name: 'user_id', nullable: true, transformer: bigintNumber })
  userId!: number | null;

  @Column('jsonb', { default: {} })
  changes!: Changes;

  /** The columns that tell of a person. Null: none did, or they were forgotten. */
  @Column('jsonb', { nullable: true })
  personal!: Changes | null;

  @IsoTime('at')
  writtenAt!: string;
}
