import { Check, Column, CreateDateColumn, Entity, type Relation, Unique, UpdateDateColumn } from 'typeorm';
import { Pathway, Program } from '../../catalog/index.js';
import { User } from '../../identity/index.js';
import { areTimesSql, IdColumn, isNumberSql, Reference } from '../../platform/database/index.js';

/**
 * A learner has sent the record of a program to a pathway. Recording a request locks the row, so that equal requests
 * wait for each other. The row is deleted when the learner ends the sharing of the record.
 */
@Entity('user_credit_pathway')
@Unique('user_credit_pathway_uq', ['userId', 'programId', 'pathwayId'])
@Check('user_credit_pathway_status_ck', `status in ('sent')`)
@Check('user_credit_pathway_modified_ck', 'modified >= created')
@Check('user_credit_pathway_times_ck', areTimesSql('created', 'modified'))
@Check('user_credit_pathway_id_ck', isNumberSql('id'))
export class UserCreditPathway {
  @IdColumn('user_credit_pathway_pk', 'bigint')
  id!: number;

  @Column('integer', { name: 'user_id' })
  userId!: number;

  @Column('integer', { name: 'pathway_id' })
  pathwayId!: number;

  @Column('integer', { name: 'program_id' })
  programId!: number;

  @Column('varchar', { length: 16 })
  status!: 'sent';

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created!: Date;

  /** The time of the last sending. */
  @UpdateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  modified!: Date;

  @Reference(() => User, 'user_id', 'user_credit_pathway_user_fk', { nullable: false })
  user?: Relation<User>;

  @Reference(() => Pathway, 'pathway_id', 'user_credit_pathway_pathway_fk', { nullable: false })
  pathway?: Relation<Pathway>;

  @Reference(() => Program, 'program_id', 'user_credit_pathway_program_fk', { nullable: false })
  program?: Relation<Program>;
}
