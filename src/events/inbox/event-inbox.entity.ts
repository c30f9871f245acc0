import { Check, Column, CreateDateColumn, Entity, Index, Unique } from 'typeorm';
import { areTimesSql, IdColumn, isNumberSql } from '../../platform/database/index.js';
import type { StoredEntry } from './stored-entry.js';

export const OUTCOMES = ['applied', 'superseded', 'ignored', 'kept'] as const;

/**
 * `applied`: it has its effect. `superseded`: the status is known from a later time. `ignored`: it is of no concern here.
 * `kept`: it could not be applied; a delivery of the outbox waits for that, or has given up.
 */
export type InboxOutcome = (typeof OUTCOMES)[number];

/** An event of the bus that was read. Its row is written in the transaction of its effect. */
@Entity('event_inbox')
@Unique('event_inbox_key_uq', ['key'])
@Index('event_inbox_received_ix', ['received'], { where: "outcome <> 'kept'" })
@Index('event_inbox_kept_ix', ['learner'], { where: "outcome = 'kept'" })
@Check('event_inbox_id_ck', isNumberSql('id'))
@Check('event_inbox_outcome_ck', "outcome in ('applied', 'superseded', 'ignored', 'kept')")
@Check('event_inbox_entry_ck', "(outcome = 'kept') = (entry is not null)")
@Check('event_inbox_times_ck', areTimesSql('time', 'received'))
export class EventInboxRow {
  @IdColumn('event_inbox_pk', 'bigint')
  id!: number;

  /** Tells repeats: the event's id, or a digest of an entry that cannot be read. */
  @Column('text')
  key!: string;

  /** Name of the topic without the prefix. */
  @Column('text')
  topic!: string;

  /** The place in the topic where it was read first. */
  @Column('text')
  position!: string;

  /** The type of the event; null for an entry that cannot be read. */
  @Column('text', { nullable: true })
  type!: string | null;

  /** The time of the event; null for an entry that cannot be read. */
  @Column('timestamptz', { nullable: true })
  time!: Date | null;

  @Column('text')
  outcome!: InboxOutcome;

  /** The whole entry while it is kept. It may tell of a person. */
  @Column('jsonb', { nullable: true })
  entry!: StoredEntry | null;

  /** A digest of the learner's username, so that a retirement finds the entry; null where it is not known. */
  @Column('bytea', { nullable: true })
  learner!: Buffer | null;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  received!: Date;
}
