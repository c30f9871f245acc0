import { Check, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { KNOWN_PERMISSION } from './known-permission.js';
import { User } from './user.entity.js';

/** A right that a user has of their own. */
@Entity('user_permission')
@Check('user_permission_name_ck', KNOWN_PERMISSION)
export class UserPermission {
  @PrimaryColumn('integer', { name: 'user_id', primaryKeyConstraintName: 'user_permission_pk' })
  userId!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'user_permission_pk' })
  permission!: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_permission_user_fk' })
  user!: Relation<User>;
}
