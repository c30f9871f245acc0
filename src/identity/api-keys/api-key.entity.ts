import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  PrimaryColumn,
  type Relation,
  Unique,
  UpdateDateColumn,
  VirtualColumn,
} from 'typeorm';
import { areTimesSql, isLineSql, IsoTime, Reference } from '../../platform/database/index.js';
import { PERMISSIONS } from '../users/permissions.js';
import { User } from '../users/index.js';

const KNOWN_PERMISSIONS = `permissions <@ array[${PERMISSIONS.map((name) => `'${name}'`).join(', ')}]`;

/**
 * A key with which a partner's script calls: a caller of its own, without an account in the LMS. Its row in `users` has
 * no rights and is deactivated, so no token is ever of it: it gives the key a number that counts, audits and throttles use.
 */
@Entity('api_key')
@Unique('api_key_key_id_uq', ['keyId'])
@Index('api_key_created_by_ix', ['createdById'])
@Check('api_key_key_id_ck', `key_id ~ '^[0-9a-f]{16}$'`)
@Check('api_key_name_ck', isLineSql('name'))
@Check('api_key_digest_ck', 'octet_length(digest) = 32')
@Check('api_key_permissions_ck', KNOWN_PERMISSIONS)
@Check('api_key_scope_ck', 'unlimited = (cardinality(programs) + cardinality(organizations) = 0)')
@Check('api_key_modified_ck', 'modified >= created')
@Check('api_key_times_ck', areTimesSql('expires_at', 'revoked_at', 'created', 'modified'))
export class ApiKey {
  /** The key's row in `users`. */
  @PrimaryColumn('integer', { name: 'user_id', primaryKeyConstraintName: 'api_key_pk' })
  userId!: number;

  /** The part of the key's text that names it. */
  @Column('text', { name: 'key_id' })
  keyId!: string;

  @Column('varchar', { length: 255 })
  name!: string;

  /** SHA-256 of the secret. */
  @Column('bytea')
  digest!: Buffer;

  @Column('text', { array: true })
  permissions!: string[];

  /** The scope: uuids of programs. */
  @Column('uuid', { array: true })
  programs!: string[];

  /** The scope: uuids of organizations, since a catalog may change their keys. */
  @Column('uuid', { array: true })
  organizations!: string[];

  /** Without a scope. */
  @Column('boolean', { default: false })
  unlimited!: boolean;

  /** Null: the command line. */
  @Column('integer', { name: 'created_by_id', nullable: true })
  createdById!: number | null;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  modified!: Date;

  @IsoTime('created')
  createdText!: string;

  @IsoTime('modified')
  modifiedText!: string;

  @IsoTime('expires_at')
  expiresText!: string;

  @IsoTime('revoked_at')
  revokedText!: string | null;

  /** By the clock of the database. */
  @VirtualColumn('boolean', { query: (alias) => `${alias}.expires_at <= now()` })
  isExpired!: boolean;

  @Reference(() => User, 'user_id', 'api_key_user_fk')
  user!: Relation<User>;

  @Reference(() => User, 'created_by_id', 'api_key_created_by_fk')
  createdBy!: Relation<User> | null;
}

/** When a key was used last, to the minute. A table of its own, since a use is no change of the key. */
@Entity('api_key_use')
@Check('api_key_use_times_ck', areTimesSql('used_at'))
export class ApiKeyUse {
  @PrimaryColumn('integer', { name: 'user_id', primaryKeyConstraintName: 'api_key_use_pk' })
  userId!: number;

  @Column('timestamptz', { name: 'used_at' })
  usedAt!: Date;

  @IsoTime('used_at')
  usedText!: string;

  @Reference(() => ApiKey, 'user_id', 'api_key_use_key_fk', { onDelete: 'CASCADE' })
  key!: Relation<ApiKey>;
}
