import { Injectable } from '@nestjs/common';
import { CertificatesService } from '../certificates/index.js';
import { type Learner, type Principal, UsersService } from '../identity/index.js';
import { Config } from '../config/index.js';
import { Database, repeatDeadlocked, runUpsert, type Transaction } from '../platform/database/index.js';
import { ConflictError, NotFoundError } from '../platform/errors/index.js';
import { isUuid } from '../platform/text/index.js';
import { changed, CredentialEvents, issued } from './credential-events.js';
import {
  findEarnedCertificate,
  findNewerStatus,
  type LockedCredential,
  lockCredential,
  lockCredentialInScope,
  setAttributes,
  setStatus,
  setStatusTime,
  type UpsertedCredential,
  upsertCredential,
} from './award.sql.js';
import type { WatchedContents } from './content-changes.js';
import { lockStored } from './content-changes.sql.js';
import { kindOf, noActiveProgramCertificate, requireAllowedAttributes, requireScope } from './issue-rules.js';
import { NO_SUCH_CREDENTIAL } from './dto/credential.answer.js';
import { areInScope } from './scope.sql.js';
import { readsFor } from './reads-for.js';
import type { ChangeCredentialBody } from './dto/change-credential.body.js';
import type { AttributeBody, CertificateKeyBody, IssueCredentialBody } from './dto/issue-credential.body.js';
import {
  type CredentialKind,
  type CredentialStatus,
  UserCredential,
} from './entities/user-credential.entity.js';

type Certificate = { readonly kind: CredentialKind; readonly id: number };

/** A report is older than what is known of the credential's status. */
export class OutdatedReportError extends ConflictError {
  constructor() {
    super('The status of the credential is known from a later time.');
  }
}

/** The report of another service about a learner's course certificate. */
export type StatusReport = Pick<IssueCredentialBody, 'username' | 'credential' | 'lms_user_id'> & {
  readonly status: CredentialStatus;
  /** The time of the status there, ISO 8601. */
  readonly at: string;
};

/** Awards and revokes credentials. The event of a change is written in the transaction of the change. */
@Injectable()
export class AwardService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly users: UsersService,
    private readonly certificates: CertificatesService,
    private readonly events: CredentialEvents,
  ) {}

  /**
   * Creates the learner's credential for a certificate, or changes the existing one. Equal requests at once are safe.
   * @param options `caller`: who gets the answer, without one as for anybody who is not staff; `uuid`: of the credential
   * if it is new, without it one is drawn
   * @returns the credential as JSON text
   * @throws ValidationError when the key names no certificate to issue, or an attribute is not allowed
   */
  async issue(
    body: IssueCredentialBody,
    { caller, uuid }: { readonly caller?: Principal; readonly uuid?: string } = {},
  ): Promise<string> {
    requireAllowedAttributes(body, this.config);
    return this.change(async (transaction) => {
      await this.requireScope(transaction, body, caller?.scope);
      const watched = await this.events.watch(transaction);
      const { id, created, learner } = await this.upsertFor(transaction, body, { watched });
      if (created && uuid !== undefined) await transaction.manager.update(UserCredential, id, { uuid });
      await this.applyAttributes(transaction, id, body.attributes);
      await this.events.publishChanges(transaction, watched);
      const { json, lms_user_id } = await this.read(transaction, id, caller);
      // Under the lock of the credential: of two calls that name one and other numbers, the later one has both.
      await this.users.keepLmsUserId(transaction, { ...learner, lms_user_id }, body.lms_user_id ?? undefined);
      return json;
    }, body.reason);
  }

  /**
   * Awards or revokes as another service reports, unless the status is known from a later time: a change here counts with
   * the time of the change, a report with its own. All else of the credential stays. If a revocation and an award
   * have the same time, the revocation counts. Repeat the transaction after a deadlock.
   * @throws OutdatedReportError, or ValidationError as `issue` does
   */
  async report(transaction: Transaction, report: StatusReport): Promise<void> {
    const { id, learner } = await this.upsertFor(transaction, report, { reportedAt: report.at });
    await transaction.run(setStatusTime, [id, report.at]);
    const { lms_user_id } = await this.read(transaction, id, undefined);
    await this.users.keepLmsUserId(transaction, { ...learner, lms_user_id }, report.lms_user_id ?? undefined);
  }

  /**
   * Awards or revokes; without a status nothing changes.
   * @param reason for the audit log
   * @throws NotFoundError
   */
  async changeStatus(
    uuid: string,
    { status, reason }: ChangeCredentialBody,
    caller: Principal,
  ): Promise<string> {
    if (!isUuid(uuid)) throw new NotFoundError(NO_SUCH_CREDENTIAL);
    return this.change(async (transaction) => {
      const { scope } = caller;
      const [credential] =
        scope === undefined
          ? await transaction.run(lockCredential, [uuid])
          : await transaction.run(lockCredentialInScope, [uuid, scope]);
      if (credential === undefined) throw new NotFoundError(NO_SUCH_CREDENTIAL);
      if (status !== undefined) await this.applyStatus(transaction, credential, status);
      return (await this.read(transaction, credential.id, caller)).json;
    }, reason);
  }

  /** Repeats it after a deadlock with something that locks in another order, such as a sign-in of the learner. */
  private change<T>(
    work: (transaction: Transaction) => Promise<T>,
    reason: string | null | undefined,
  ): Promise<T> {
    return repeatDeadlocked(() => this.database.transaction(work, { reason: reason?.trim() || undefined }));
  }

  /** Sets the status. The same one again publishes nothing. */
  private async applyStatus(
    transaction: Transaction,
    credential: LockedCredential,
    status: CredentialStatus,
  ): Promise<void> {
    const [row] = await transaction.run(setStatus, [credential.id, status]);
    if (status !== credential.status) {
      await this.events.publish(transaction, changed(credential, status, row!.change));
    }
  }

  private async read(transaction: Transaction, id: number, caller: Principal | undefined) {
    const [row] = await transaction.run(readsFor(caller).readCredentialById, [this.config.publicUrl, id]);
    return row!;
  }

  /** A revocation reaches a credential that exists, also while its certificate is inactive or its run is not known. */
  private async findEarned(
    transaction: Transaction,
    { username, credential, status }: IssueCredentialBody,
  ): Promise<Certificate | undefined> {
    if (status !== 'revoked') return undefined;
    const kind = kindOf(credential);
    const key = credential.program_uuid || credential.course_run_key!;
    const [earned] = await transaction.run(findEarnedCertificate[kind], [username, key]);
    return earned && { kind, id: earned.certificateId };
  }

  /** Before anything is looked up or created. @throws ValidationError */
  private async requireScope(
    transaction: Transaction,
    body: IssueCredentialBody,
    scope: number | undefined,
  ): Promise<void> {
    if (scope === undefined) return;
    const [isInScope] = await areInScope(transaction, scope, [body.credential]);
    requireScope(body, isInScope!);
  }

  private async requireCertificate(transaction: Transaction, key: CertificateKeyBody): Promise<Certificate> {
    if (key.program_uuid) {
      const id = await this.certificates.findActiveProgramCertificate(transaction, key.program_uuid);
      if (id !== undefined) return { kind: 'program', id };
      throw noActiveProgramCertificate(key.program_uuid);
    }
    const { id } = await this.certificates.findOrCreateCourseCertificate(
      transaction,
      key.course_run_key!,
      key.mode || undefined,
    );
    return { kind: 'course-run', id };
  }

  /** @param options `reportedAt`: the time of the status, which must not be older than what is known; `watched` looks first */
  private async upsertFor(
    transaction: Transaction,
    body: IssueCredentialBody,
    { reportedAt, watched }: { readonly reportedAt?: string; readonly watched?: WatchedContents | undefined },
  ): Promise<UpsertedCredential & { readonly learner: Learner }> {
    const certificate =
      (await this.findEarned(transaction, body)) ??
      (await this.requireCertificate(transaction, body.credential));
    const learner = await this.users.findOrCreateLearner(transaction, body.username);
    await watched?.look(await lockedIds(transaction, learner.id, certificate));
    return { ...(await this.upsert(transaction, learner.id, certificate, body, reportedAt)), learner };
  }

  private async upsert(
    transaction: Transaction,
    userId: number,
    certificate: Certificate,
    { status = 'awarded', date_override }: IssueCredentialBody,
    reportedAt: string | undefined,
  ): Promise<UpsertedCredential> {
    const dateOverride = certificate.kind === 'program' ? null : (date_override?.date ?? null);
    const values = [userId, certificate.id, status, dateOverride, reportedAt !== undefined] as const;
    const credential = await runUpsert(transaction, upsertCredential[certificate.kind], values);
    if (!credential.created && reportedAt !== undefined) {
      const newer = await transaction.run(findNewerStatus, [credential.id, reportedAt, status]);
      if (newer.length > 0) throw new OutdatedReportError();
    }
    if (credential.created) await this.events.publish(transaction, issued(credential));
    else if (credential.status !== status) await this.applyStatus(transaction, credential, status);
    return credential;
  }

  private async applyAttributes(
    transaction: Transaction,
    credentialId: number,
    attributes: readonly AttributeBody[] = [],
  ): Promise<void> {
    if (attributes.length === 0) return;
    await transaction.run(setAttributes, [
      credentialId,
      attributes.map(({ name }) => name),
      attributes.map(({ value }) => value),
    ]);
  }
}

/** The stored credential of a learner and certificate, if there is one. */
async function lockedIds(
  transaction: Transaction,
  userId: number,
  { kind, id }: Certificate,
): Promise<number[]> {
  const [program, course] = kind === 'program' ? [id, null] : [null, id];
  return (await transaction.run(lockStored, [userId, program, course])).map((stored) => stored.id);
}
