import { Check, Column, CreateDateColumn, Entity, Generated, type Relation, Unique } from 'typeorm';
import { Program } from '../../catalog/index.js';
import { User } from '../../identity/index.js';
import { areTimesSql, IdColumn, isNumberSql, Reference } from '../../platform/database/index.js';

/** The public link of a learner's record of one program: anyone who knows the uuid may read the record. */
@Entity('program_cert_record')
@Unique('program_cert_record_uuid_uq', ['uuid'])
@Unique('program_cert_record_user_program_uq', ['userId', 'programId'])
@Check('program_cert_record_times_ck', areTimesSql('created'))
@Check('program_cert_record_id_ck', isNumberSql('id'))
export class ProgramCertRecord {
  @IdColumn('program_cert_record_pk', 'bigint')
  id!: number;

  @Column('uuid')
  @Generated('uuid')
  uuid!: string;

  @Column('integer', { name: 'user_id' })
  userId!: number;

  @Column('integer', { name: 'program_id' })
  programId!: number;

  /** Whether the certificate of the program shows the grades, too, while the record is shared: the learner's choice. */
  @Column('boolean', { name: 'show_grades', default: false })
  showGrades!: boolean;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created!: Date;

  @Reference(() => User, 'user_id', 'program_cert_record_user_fk', { nullable: false })
  user?: Relation<User>;

  @Reference(() => Program, 'program_id', 'program_cert_record_program_fk', { nullable: false })
  program?: Relation<Program>;
}
