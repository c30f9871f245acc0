import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  type FindOperator,
  Index,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Raw,
  type Relation,
  UpdateDateColumn,
} from 'typeorm';
import { bigintNumber, IsoTime, Reference } from '../../../platform/database/index.js';
import { KNOWN_PERMISSION } from './known-permission.js';
import { UserGroup } from './user-group.entity.js';

/** No blanks at either end, by the rule of JavaScript's `trim`. `\v` is a plain v before PostgreSQL 16. */
const TRIMMED = String.raw`username = btrim(username, E'\t\n\x0b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff')`;

/**
 * A learner, a member of staff or another service. No other table holds a username, so a rename is one update.
 * Usernames are unique in any letter case (users_username_uq, an expression index that only the migration can state).
 */
@Entity('users')
@Check('users_username_ck', `username <> ''`)
@Check('users_username_trimmed_ck', TRIMMED)
@Check('users_lms_user_id_ck', 'lms_user_id > 0')
@Index('users_lms_user_id_uq', ['lmsUserId'], { unique: true, where: 'lms_user_id is not null' })
export class User {
  @PrimaryGeneratedColumn('identity', { type: 'integer', primaryKeyConstraintName: 'users_pk' })
  id!: number;

  @Column('varchar', { length: 255 })
  username!: string;

  @Column('text', { default: '' })
  email!: string;

  @Column('text', { name: 'full_name', default: '' })
  fullName!: string;

  /** The user's number in the LMS. It belongs to one username at a time. */
  @Column('bigint', { name: 'lms_user_id', nullable: true, transformer: bigintNumber })
  lmsUserId!: number | null;

  /** An inactive user is refused, even with a valid token. */
  @Column('boolean', { name: 'is_active', default: true })
  isActive!: boolean;

  @Column('boolean', { name: 'is_staff', default: false })
  isStaff!: boolean;

  @Column('boolean', { name: 'is_superuser', default: false })
  isSuperuser!: boolean;

  /** `iat` of the newest token that changed this row. An older token that comes later changes nothing. */
  @Column('timestamptz', { name: 'claims_issued_at', nullable: true })
  claimsIssuedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;

  @OneToMany(() => UserPermission, ({ user }) => user)
  permissions!: UserPermission[];

  @OneToMany(() => UserGroupMember, ({ user }) => user)
  memberships!: UserGroupMember[];
}

/** Condition on `username`: this name in any letter case. Uses the unique index. */
export function named(username: string): FindOperator<string> {
  return Raw((column) => `lower(${column}) = lower(:username)`, { username }) as FindOperator<string>;
}

/** A right that a user has of their own. */
@Entity('user_permission')
@Check('user_permission_name_ck', KNOWN_PERMISSION)
export class UserPermission {
  @PrimaryColumn('integer', { name: 'user_id', primaryKeyConstraintName: 'user_permission_pk' })
  userId!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'user_permission_pk' })
  permission!: string;

  @Reference(() => User, 'user_id', 'user_permission_user_fk', { onDelete: 'CASCADE' })
  user!: Relation<User>;
}

/** Puts a user into a group, whose rights the user then has. */
@Entity('user_group_member')
@Index('user_group_member_group_ix', ['groupId'])
export class UserGroupMember {
  @PrimaryColumn('integer', { name: 'user_id', primaryKeyConstraintName: 'user_group_member_pk' })
  userId!: number;

  @PrimaryColumn('integer', { name: 'group_id', primaryKeyConstraintName: 'user_group_member_pk' })
  groupId!: number;

  @Reference(() => User, 'user_id', 'user_group_member_user_fk', { onDelete: 'CASCADE' })
  user!: Relation<User>;

  @Reference(() => UserGroup, 'group_id', 'user_group_member_group_fk', { onDelete: 'CASCADE' })
  group!: Relation<UserGroup>;
}
