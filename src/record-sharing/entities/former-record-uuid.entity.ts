import { Column, Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { bigintNumber, Reference } from '../../platform/database/index.js';
import { ProgramCertRecord } from './program-cert-record.entity.js';

/** The uuid of a link that was joined with another one when accounts were merged. It leads to the same record. */
@Entity('former_record_uuid')
@Index('former_record_uuid_record_ix', ['recordId'])
export class FormerRecordUuid {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'former_record_uuid_pk' })
  uuid!: string;

  @Column({ name: 'record_id', type: 'bigint', transformer: bigintNumber })
  recordId!: number;

  @Reference(() => ProgramCertRecord, 'record_id', 'former_record_uuid_record_fk', {
    nullable: false,
    onDelete: 'CASCADE',
  })
  record!: Relation<ProgramCertRecord>;
}
