import { Check, Column, Entity, PrimaryColumn, type Relation } from 'typeorm';
import { bigintNumber, isLineSql, Reference } from '../../platform/database/index.js';
import { UserCredential } from './user-credential.entity.js';

/** A named remark on a credential, such as the reason for granting it. */
@Entity('user_credential_attribute')
@Check('user_credential_attribute_name_ck', isLineSql('name'))
export class UserCredentialAttribute {
  @PrimaryColumn({
    name: 'credential_id',
    type: 'bigint',
    transformer: bigintNumber,
    primaryKeyConstraintName: 'user_credential_attribute_pk',
  })
  credentialId!: number;

  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: 'user_credential_attribute_pk' })
  name!: string;

  @Column({ type: 'varchar', length: 255 })
  value!: string;

  @Reference(() => UserCredential, 'credential_id', 'user_credential_attribute_credential_fk', {
    onDelete: 'CASCADE',
  })
  credential!: Relation<UserCredential>;
}
