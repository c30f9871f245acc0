import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { UserCredential } from './user-credential.entity.js';

/** A named remark on a credential, such as the reason for granting it. */
@Entity('user_credential_attribute')
export class UserCredentialAttribute {
  @PrimaryColumn({
    name: 'credential_id',
    type: 'integer',
    primaryKeyConstraintName: 'user_credential_attribute_pk',
  })
  credentialId!: number;

  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: 'user_credential_attribute_pk' })
  name!: string;

  @Column({ type: 'varchar', length: 255 })
  value!: string;

  @ManyToOne(() => UserCredential, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'credential_id',
    foreignKeyConstraintName: 'user_credential_attribute_credential_fk',
  })
  credential!: Relation<UserCredential>;
}
