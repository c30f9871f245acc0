import { Check, Column, Entity } from 'typeorm';
import { areTimesSql, IdColumn } from '../../platform/database/index.js';

/** A run of `import:openedx`. One without an end was broken off, or is at work. */
@Entity('moving_run')
@Check('moving_run_times_ck', areTimesSql('started', 'finished'))
export class MovingRun {
  @IdColumn('moving_run_pk')
  id!: number;

  /** Tells the database there from others: the time of its first migration. */
  @Column('text')
  origin!: string;

  /** The domain of the site that was carried. */
  @Column('text')
  site!: string;

  @Column('timestamptz')
  started!: Date;

  @Column('timestamptz', { nullable: true })
  finished!: Date | null;

  /** Numbers of rows by kind, and by what became of them. */
  @Column('jsonb', { default: {} })
  counts!: Record<string, unknown>;
}
