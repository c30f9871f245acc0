import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { areTimesSql, bigintNumber, isNumberSql } from '../../database/index.js';
import type { StoredPayload } from '../topic.js';

export const OUTBOX_STATES = ['ready', 'leased', 'waiting', 'done', 'dead', 'cancelled'] as const;

/**
 * `ready`: to be delivered from `runAt` on. `leased`: a worker has it until `leaseUntil`. `waiting`: for something that
 * others do, or for the time `runAt`; then it is ready. `done`: delivered. `dead`: given up, finally or after the last
 * attempt; staff may retry it. `cancelled`: no longer wanted.
 */
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** A delivery: one event for one subscriber, after the transaction that wrote this row. */
@Entity('outbox')
@Unique('outbox_dedupe_key_uq', ['dedupeKey', 'subscriber'])
@Index('outbox_open_ix', ['runAt'], { where: "state in ('ready', 'leased')" })
@Index('outbox_due_ix', ['subscriber', 'runAt'], { where: "state in ('ready', 'leased')" })
@Index('outbox_subject_ix', ['subscriber', 'subject', 'id'], {
  where: "subject is not null and state in ('ready', 'leased')",
})
@Index('outbox_waiting_ix', ['runAt'], { where: "state = 'waiting'" })
@Index('outbox_wake_ix', ['subscriber', 'subject'], { where: "subject is not null and state = 'waiting'" })
@Index('outbox_listed_ix', ['subscriber', 'subject', 'id'])
@Index('outbox_done_ix', ['doneAt'], { where: "state in ('done', 'cancelled')" })
@Index('outbox_ended_ix', ['state', 'topic', 'subscriber', 'created', 'id'], {
  where: "state in ('done', 'dead', 'cancelled')",
})
@Index('outbox_dead_ix', ['topic'], { where: "state = 'dead'" })
@Check('outbox_state_ck', "state in ('ready', 'leased', 'waiting', 'done', 'dead', 'cancelled')")
@Check(
  'outbox_lease_ck',
  "(state = 'leased') = (lease_owner is not null) and (state = 'leased') = (lease_until is not null)",
)
@Check('outbox_done_ck', "(state in ('done', 'dead', 'cancelled')) = (done_at is not null)")
@Check('outbox_attempts_ck', 'attempts between 0 and max_attempts and max_attempts > 0')
@Check('outbox_times_ck', areTimesSql('run_at', 'lease_until', 'created', 'done_at'))
@Check('outbox_id_ck', isNumberSql('id'))
export class OutboxRow {
  @PrimaryColumn('bigint', {
    generated: 'identity',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'outbox_pk',
    transformer: bigintNumber,
  })
  id!: number;

  @Column('text')
  topic!: string;

  /** Other subscribers of the event have rows of their own. */
  @Column('text')
  subscriber!: string;

  /** Identifies the event. A subscriber gets no second row with the same key. */
  @Column('text', { name: 'dedupe_key' })
  dedupeKey!: string;

  /** What the event is about. A subscriber gets events about the same subject in the order of their ids. */
  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('jsonb')
  payload!: StoredPayload;

  @Column('varchar', { length: 16, default: 'ready' })
  state!: OutboxState;

  /** Includes the attempt in progress. */
  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('integer', { name: 'max_attempts', default: 12 })
  maxAttempts!: number;

  /** No attempt starts earlier. */
  @Column('timestamptz', { name: 'run_at', default: () => 'clock_timestamp()' })
  runAt!: Date;

  /** Whether something that it may wait for came while it was open: its attempt may have looked too early. */
  @Column('boolean', { default: false })
  woken!: boolean;

  /** The relay that has it. Every start of a relay makes a new owner. */
  @Column('uuid', { name: 'lease_owner', nullable: true })
  leaseOwner!: string | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  /** Why the latest attempt failed, or the delivery waits or was cancelled. Holds no personal data. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  created!: Date;

  /** When it became done, dead or cancelled. */
  @Column('timestamptz', { name: 'done_at', nullable: true })
  doneAt!: Date | null;
}
