import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { areTimesSql } from '../../../platform/database/index.js';

/**
 * A username that went from one user to another by a rename, one row a name however often. Tokens issued before name the
 * one who had it then. It outlives the users and holds no name, since a learner may be renamed to be forgotten.
 */
@Entity('username_change')
@Check('username_change_times_ck', areTimesSql('changed_at'))
export class UsernameChange {
  /** SHA-256 of the name in lower case. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'username_change_pk' })
  digest!: Buffer;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}
