import { Check, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { KNOWN_PERMISSION } from './known-permission.js';
import { UserGroup } from './user-group.entity.js';

/** A right that the members of a group have. */
@Entity('user_group_permission')
@Check('user_group_permission_name_ck', KNOWN_PERMISSION)
export class UserGroupPermission {
  @PrimaryColumn('integer', { name: 'group_id', primaryKeyConstraintName: 'user_group_permission_pk' })
  groupId!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'user_group_permission_pk' })
  permission!: string;

  @ManyToOne(() => UserGroup, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'group_id', foreignKeyConstraintName: 'user_group_permission_group_fk' })
  group!: Relation<UserGroup>;
}
