import { Check, Column, Entity, PrimaryColumn, PrimaryGeneratedColumn, type Relation, Unique } from 'typeorm';
import { isLineSql, Reference } from '../../../platform/database/index.js';
import { KNOWN_PERMISSION } from './known-permission.js';

/** A named set of rights. The group Admins cannot be renamed or deleted (triggers of the migration). */
@Entity('user_group')
@Check('user_group_name_ck', isLineSql('name'))
@Unique('user_group_name_uq', ['name'])
export class UserGroup {
  @PrimaryGeneratedColumn('identity', { type: 'integer', primaryKeyConstraintName: 'user_group_pk' })
  id!: number;

  @Column('varchar', { length: 255 })
  name!: string;
}

/** A right of the members of a group. */
@Entity('user_group_permission')
@Check('user_group_permission_name_ck', KNOWN_PERMISSION)
export class UserGroupPermission {
  @PrimaryColumn('integer', { name: 'group_id', primaryKeyConstraintName: 'user_group_permission_pk' })
  groupId!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'user_group_permission_pk' })
  permission!: string;

  @Reference(() => UserGroup, 'group_id', 'user_group_permission_group_fk', { onDelete: 'CASCADE' })
  group!: Relation<UserGroup>;
}
