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
import {
  areTimesSql,
  bigintNumber,
  CONTROL_SQL,
  isLineSql,
  isNumberSql,
  IsoTime,
  Reference,
} from '../../../platform/database/index.js';
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
@Check('users_username_line_ck', `username !~ '[${CONTROL_SQL}\\ufffd]'`)
@Check('users_email_ck', `email !~ '[[:space:]${CONTROL_SQL}]'`)
@Check('users_full_name_ck', `full_name = '' or (${isLineSql('full_name')})`)
@Check('users_staff_name_ck', `staff_name = '' or (${isLineSql('staff_name')})`)
@Check('users_lms_name_ck', `lms_name = '' or (${isLineSql('lms_name')})`)
@Check('users_verified_name_ck', `verified_name = '' or (${isLineSql('verified_name')})`)
@Check('users_name_times_ck', areTimesSql('name_answered_at', 'name_due_at'))
@Check('users_name_attempts_ck', 'name_attempts between 0 and 1000')
@Index('users_lms_user_id_uq', ['lmsUserId'], { unique: true, where: 'lms_user_id is not null' })
@Check('users_modified_ck', 'modified >= created')
@Check(
  'users_times_ck',
  areTimesSql('lms_user_id_at', 'claims_issued_at', 'rights_changed_at', 'created', 'modified'),
)
@Check('users_rights_times_ck', areTimesSql('administrator_at', 'deactivated_at'))
@Index('users_merged_into_ix', ['mergedIntoId', 'id'], { where: 'merged_into is not null' })
@Check('users_merged_ck', 'merged_into is null or merged_into <> id and deactivated_at is not null')
@Check('users_deactivated_ck', 'deactivated_at is null or not is_active')
@Check('users_lms_user_id_number_ck', isNumberSql('lms_user_id'))
export class User {
  @PrimaryGeneratedColumn('identity', { type: 'integer', primaryKeyConstraintName: 'users_pk' })
  id!: number;

  @Column('varchar', { length: 255 })
  username!: string;

  @Column('text', { default: '' })
  email!: string;

  /** As the latest token said. */
  @Column('text', { name: 'full_name', default: '' })
  fullName!: string;

  /** As staff set it: no other name is printed then. Empty: they set none. */
  @Column('text', { name: 'staff_name', default: '' })
  staffName!: string;

  /** The name of the account in the LMS, as its last answer said. */
  @Column('text', { name: 'lms_name', default: '' })
  lmsName!: string;

  /** The verified name, while the LMS says that certificates bear it. */
  @Column('text', { name: 'verified_name', default: '' })
  verifiedName!: string;

  /** When the LMS last answered the question for this user's names. */
  @Column('timestamptz', { name: 'name_answered_at', nullable: true })
  nameAnsweredAt!: Date | null;

  /** The LMS is not asked again before; null: it was never asked. */
  @Column('timestamptz', { name: 'name_due_at', nullable: true })
  nameDueAt!: Date | null;

  /** Questions since the last answer. */
  @Column('smallint', { name: 'name_attempts', default: 0 })
  nameAttempts!: number;

  /** The user's number in the LMS. It belongs to one username at a time. */
  @Column('bigint', { name: 'lms_user_id', nullable: true, transformer: bigintNumber })
  lmsUserId!: number | null;

  /** As of when the service knows that number, or that there is none: `iat` of a token, or the time of a change here. */
  @Column('timestamptz', { name: 'lms_user_id_at', nullable: true })
  lmsUserIdAt!: Date | null;

  /** An inactive user has no permissions; `INACTIVE_USERS` says whether their tokens count at all. */
  @Column('boolean', { name: 'is_active', default: true })
  isActive!: boolean;

  /** When staff deactivated the user here. Such a user is refused, whatever their token says. */
  @Column('timestamptz', { name: 'deactivated_at', nullable: true })
  deactivatedAt!: Date | null;

  /** The account that has all that this one had; never one that is merged itself. Null: it was not merged. */
  @Column('integer', { name: 'merged_into', nullable: true })
  mergedIntoId!: number | null;

  @Reference(() => User, 'merged_into', 'users_merged_into_fk')
  mergedInto?: Relation<User> | null;

  @Column('boolean', { name: 'is_staff', default: false })
  isStaff!: boolean;

  @Column('boolean', { name: 'is_superuser', default: false })
  isSuperuser!: boolean;

  /** `iat` of the newest token that changed this row. An older token that comes later changes nothing. */
  @Column('timestamptz', { name: 'claims_issued_at', nullable: true })
  claimsIssuedAt!: Date | null;

  /** `iat` of the newest token whose claim `administrator` changed this row. */
  @Column('timestamptz', { name: 'administrator_at', nullable: true })
  administratorAt!: Date | null;

  /** When rights or activity were changed here last, not by a token. Tokens issued before do not change rights. */
  @Column('timestamptz', { name: 'rights_changed_at', nullable: true })
  rightsChangedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;

  @IsoTime('name_answered_at')
  namesAnsweredAt!: string | null;

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
