import { Check, Column, Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { areTimesSql, Reference } from '../../platform/database/index.js';
import { User } from '../users/index.js';

/** A request with an `Idempotency-Key`, with its answer. docs/idempotency.md says what becomes of it. */
@Entity('idempotency_key')
@Index('idempotency_key_created_ix', ['created'])
@Check('idempotency_key_times_ck', areTimesSql('created', 'leased_until'))
export class IdempotencyKey {
  @PrimaryColumn('integer', { name: 'user_id', primaryKeyConstraintName: 'idempotency_key_pk' })
  userId!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pk' })
  key!: string;

  /** SHA-256 of method, address and body. */
  @Column('bytea')
  fingerprint!: Buffer;

  /** SHA-256 of what the caller could do and see then. */
  @Column('bytea')
  standing!: Buffer;

  /** The one request that carries it out. */
  @Column('uuid')
  owner!: string;

  @Column('timestamptz')
  created!: Date;

  /** After this time a request that has not changed anything counts as lost. */
  @Column('timestamptz', { name: 'leased_until' })
  leasedUntil!: Date;

  /** Set in the transaction of the change: from then on nobody carries the request out again. */
  @Column('boolean')
  executed!: boolean;

  /** Of the answer; null until it is known. */
  @Column('smallint', { nullable: true })
  status!: number | null;

  @Column('jsonb', { nullable: true })
  headers!: Readonly<Record<string, string>> | null;

  @Column('bytea', { nullable: true })
  body!: Buffer | null;

  @Reference(() => User, 'user_id', 'idempotency_key_user_fk', { onDelete: 'CASCADE' })
  user!: Relation<User>;
}
