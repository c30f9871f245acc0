import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { bigintNumber } from '../../database/index.js';
import type { StoredPayload } from '../topic.js';

export const OUTBOX_STATES = ['ready', 'leased', 'done', 'dead', 'cancelled'] as const;

/**
 * `ready`: to be delivered from `runAt` on. `leased`: a worker has it until `leaseUntil`. `done`: delivered. `dead`:
 * given up, finally or after the last attempt; staff may retry it. `cancelled`: no longer wanted.
 */
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** A delivery: one event for one subscriber, after the transaction that wrote this row. */
@Entity('outbox')
@Unique('outbox_dedupe_key_uq', ['dedupeKey', 'subscriber'])
@Index('outbox_open_ix', ['runAt'], { where: "state in ('ready', 'leased')" })
@Index('outbox_done_ix', ['doneAt'], { where: "state in ('done', 'cancelled')" })
@Index('outbox_dead_ix', ['topic'], { where: "state = 'dead'" })
@Check('outbox_state_ck', "state in ('ready', 'leased', 'done', 'dead', 'cancelled')")
@Check(
  'outbox_lease_ck',
  "(state = 'leased') = (lease_owner is not null) and (state = 'leased') = (lease_until is not null)",
)
@Check('outbox_done_ck', "(state in ('done', 'dead', 'cancelled')) = (done_at is not null)")
@Check('outbox_attempts_ck', 'attempts between 0 and max_attempts and max_attempts > 0')
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
  @Column('timestamptz', { name: 'run_at', default: () => 'now()' })
  runAt!: Date;

  /** The relay that has it. Every start of a relay makes a new owner. */
  @Column('uuid', { name: 'lease_owner', nullable: true })
  leaseOwner!: string | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  /** Why the latest attempt failed or the delivery was cancelled. Holds no personal data. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  created!: Date;

  /** When it became done, dead or cancelled. */
  @Column('timestamptz', { name: 'done_at', nullable: true })
  doneAt!: Date | null;
}
