import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { bigintNumber, isNumberSql } from '../../platform/database/index.js';

/**
 * A row of the Open edX database that `import:openedx` has read, and the row of ours that it became. The next import looks
 * only at rows that have changed there since.
 */
@Entity('moved_row')
@Index('moved_row_here_ix', ['kind', 'hereId'])
@Check('moved_row_here_ck', isNumberSql('here_id'))
export class MovedRow {
  /** The table there. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'moved_row_pk' })
  kind!: string;

  /** The number there. */
  @PrimaryColumn({
    name: 'source_id',
    type: 'bigint',
    transformer: bigintNumber,
    primaryKeyConstraintName: 'moved_row_pk',
  })
  sourceId!: number;

  /** The number here; null for a row that could not be carried. */
  @Column('bigint', { name: 'here_id', nullable: true, transformer: bigintNumber })
  hereId!: number | null;

  /** A digest of all that was read of the row. */
  @Column('bigint')
  digest!: string;

  /** It was joined with the row of ours that another one became. */
  @Column('boolean', { default: false })
  joined!: boolean;
}
