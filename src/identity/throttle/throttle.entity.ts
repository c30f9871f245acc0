import { Check, Column, Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { areAllTimesSql, Reference } from '../../platform/database/index.js';
import { User } from '../users/index.js';

/**
 * A user's accepted calls within the window of one throttle. The table is unlogged: a crash may lose the counts of the
 * current window.
 */
@Entity('throttle')
@Index('throttle_user_ix', ['userId'])
@Check('throttle_times_ck', areAllTimesSql('hits'))
export class ThrottleHits {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'throttle_pk' })
  scope!: string;

  @PrimaryColumn('integer', { name: 'user_id', primaryKeyConstraintName: 'throttle_pk' })
  userId!: number;

  /** Times of the accepted calls, oldest first. */
  @Column('timestamptz', { array: true })
  hits!: Date[];

  /** Whether the latest call was accepted. */
  @Column('boolean')
  allowed!: boolean;

  @Reference(() => User, 'user_id', 'throttle_user_fk', { onDelete: 'CASCADE' })
  user!: Relation<User>;
}
