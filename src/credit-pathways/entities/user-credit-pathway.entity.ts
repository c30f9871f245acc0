import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  type Relation,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { Pathway, Program } from '../../catalog/index.js';
import { User } from '../../identity/index.js';
import { IdColumn } from '../../platform/database/index.js';

/**
 * A learner has sent the record of a program to a pathway. Recording a request locks the row, so that equal requests
 * wait for each other. The row is deleted when the learner ends the sharing of the record.
 */
@Entity('user_credit_pathway')
@Unique('user_credit_pathway_uq', ['userId', 'programId', 'pathwayId'])
@Check('user_credit_pathway_status_ck', `status in ('sent')`)
export class UserCreditPathway {
  @IdColumn('user_credit_pathway_pk')
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

  @ManyToOne(() => User, { nullable: false })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_credit_pathway_user_fk' })
  user?: Relation<User>;

  @ManyToOne(() => Pathway, { nullable: false })
  @JoinColumn({ name: 'pathway_id', foreignKeyConstraintName: 'user_credit_pathway_pathway_fk' })
  pathway?: Relation<Pathway>;

  @ManyToOne(() => Program, { nullable: false })
  @JoinColumn({ name: 'program_id', foreignKeyConstraintName: 'user_credit_pathway_program_fk' })
  program?: Relation<Program>;
}
