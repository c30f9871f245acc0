import { Column, Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { bigintNumber, Reference } from '../../platform/database/index.js';
import { UserCredential } from './user-credential.entity.js';

/**
 * The uuid of a credential that migration 1764000001881 joined with another of the same learner and course run. Addresses
 * with it were handed out, and lead to the one that stays.
 */
@Entity('former_credential_uuid')
@Index('former_credential_uuid_credential_ix', ['credentialId'])
export class FormerCredentialUuid {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'former_credential_uuid_pk' })
  uuid!: string;

  @Column({ name: 'credential_id', type: 'bigint', transformer: bigintNumber })
  credentialId!: number;

  @Reference(() => UserCredential, 'credential_id', 'former_credential_uuid_credential_fk', {
    nullable: false,
    onDelete: 'CASCADE',
  })
  credential!: Relation<UserCredential>;
}
