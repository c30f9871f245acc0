import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Generated,
  Index,
  type Relation,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { CourseCertificate, ProgramCertificate } from '../../certificates/index.js';
import { User } from '../../identity/index.js';
import {
  areTimesSql,
  IdColumn,
  isNumberSql,
  isWebAddressSql,
  Reference,
} from '../../platform/database/index.js';

export const CREDENTIAL_STATUSES = ['awarded', 'revoked'] as const;
export type CredentialStatus = (typeof CREDENTIAL_STATUSES)[number];

export type CredentialKind = 'program' | 'course-run';

/** One learner's certificate of a program or a course run. It is revoked, never deleted. */
@Entity('user_credential')
@Unique('user_credential_uuid_uq', ['uuid'])
@Unique('user_credential_program_uq', ['user', 'programCertificate'])
@Unique('user_credential_course_uq', ['user', 'courseCertificate'])
@Index('user_credential_user_ix', ['user', 'status', 'id'])
@Index('user_credential_program_ix', ['programCertificate', 'id'], {
  where: 'program_certificate_id is not null',
})
@Index('user_credential_course_ix', ['courseCertificate', 'id'], {
  where: 'course_certificate_id is not null',
})
@Index('user_credential_revoked_ix', ['id'], { where: "status = 'revoked'" })
@Index('user_credential_change_ix', ['change', 'id'])
@Index('user_credential_modified_ix', ['modified', 'change'])
@Index('user_credential_created_ix', ['created'])
@Check('user_credential_kind_ck', 'num_nonnulls(program_certificate_id, course_certificate_id) = 1')
@Check('user_credential_status_ck', "status in ('awarded', 'revoked')")
@Check('user_credential_date_override_ck', 'date_override is null or course_certificate_id is not null')
@Check('user_credential_status_changes_ck', 'status_changes > 0')
@Check('user_credential_download_url_ck', isWebAddressSql('download_url'))
@Check('user_credential_first_award_ck', "status <> 'awarded' or first_awarded_at is not null")
@Check('user_credential_modified_ck', 'modified >= created')
@Check('user_credential_times_ck', areTimesSql('first_awarded_at', 'date_override', 'created', 'modified'))
@Check('user_credential_id_ck', isNumberSql('id'))
@Check('user_credential_revoked_ck', "(status = 'revoked') = (revoked_at is not null)")
@Check('user_credential_revoked_times_ck', areTimesSql('revoked_at'))
@Check('user_credential_status_at_ck', areTimesSql('status_at'))
@Check(
  'user_credential_rested_on_ck',
  "rested_on is null or program_certificate_id is not null and status = 'awarded' and cardinality(rested_on) > 0",
)
export class UserCredential {
  @IdColumn('user_credential_pk', 'bigint')
  id!: number;

  @Column({ type: 'uuid' })
  @Generated('uuid')
  uuid!: string;

  @Reference(() => User, 'user_id', 'user_credential_user_fk', { nullable: false })
  user!: Relation<User>;

  @Reference(() => ProgramCertificate, 'program_certificate_id', 'user_credential_program_certificate_fk')
  programCertificate!: Relation<ProgramCertificate> | null;

  @Reference(() => CourseCertificate, 'course_certificate_id', 'user_credential_course_certificate_fk')
  courseCertificate!: Relation<CourseCertificate> | null;

  @Column({ type: 'varchar', length: 16 })
  status!: CredentialStatus;

  /** Number of changes of the status, the issue included. Part of each event's dedupe key. It grows one by one. */
  @Column({ name: 'status_changes', type: 'integer', default: 1 })
  statusChanges!: number;

  /**
   * Null before the first award. The default is for older releases that insert without it: the learner must get no
   * second mail.
   */
  @Column({ name: 'first_awarded_at', type: 'timestamptz', nullable: true, default: () => 'now()' })
  firstAwardedAt!: Date | null;

  /**
   * From when the status is known: the time of the last change of the status here, or that of the last report of another
   * service. An older report changes nothing.
   */
  @Column({ name: 'status_at', type: 'timestamptz', default: () => 'now()' })
  statusAt!: Date;

  /** The time of the revocation; null for an awarded one. The database writes it at each change of the status. */
  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  /** Whether it could be seen when it was revoked, or before. The database writes it together with `revoked_at`. */
  @Column({ name: 'was_visible', type: 'boolean', default: false })
  wasVisible!: boolean;

  /** Address of a PDF kept elsewhere; null without one. */
  @Column({ name: 'download_url', type: 'text', nullable: true })
  downloadUrl!: string | null;

  /** The issue date to show in place of the real one; course credentials only. */
  @Column({ name: 'date_override', type: 'timestamptz', nullable: true })
  dateOverride!: Date | null;

  /**
   * Of a program credential: the ids of the course credentials, one for each course, from which it was visible when that
   * was last noted. Null: it was not visible then, or is not awarded. The database writes it: see `visibility.ts`.
   */
  @Column({ name: 'rested_on', type: 'bigint', array: true, nullable: true })
  restedOn!: string[] | null;

  /**
   * Names the transaction of the last change, in the order in which transactions began to write; 0: none since this
   * column was made. The database writes it: see `credential-feed.ts`.
   */
  @Column({ type: 'bigint', default: 0 })
  change!: string;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created!: Date;

  @UpdateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  modified!: Date;
}
