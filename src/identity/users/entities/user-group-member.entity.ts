import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { User } from './user.entity.js';
import { UserGroup } from './user-group.entity.js';

/** A user is in a group and has its rights. */
@Entity('user_group_member')
@Index('user_group_member_group_ix', ['groupId'])
export class UserGroupMember {
  @PrimaryColumn('integer', { name: 'user_id', primaryKeyConstraintName: 'user_group_member_pk' })
  userId!: number;

  @PrimaryColumn('integer', { name: 'group_id', primaryKeyConstraintName: 'user_group_member_pk' })
  groupId!: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'user_group_member_user_fk' })
  user!: Relation<User>;

  @ManyToOne(() => UserGroup, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'group_id', foreignKeyConstraintName: 'user_group_member_group_fk' })
  group!: Relation<UserGroup>;
}
