import { Injectable } from '@nestjs/common';
import { CertificatesService } from '../../certificates/index.js';
import { Config } from '../../config/index.js';
import {
  type AwardedNumber,
  isKeyUsername,
  type NumberedLearner,
  requireLearnerName,
  UsersService,
} from '../../identity/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { type FieldErrors, ValidationError } from '../../platform/errors/index.js';
import { isUuid } from '../../platform/text/index.js';
import { NO_SUCH_CREDENTIAL } from '../dto/credential.answer.js';
import type { IssueCredentialBody } from '../dto/issue-credential.body.js';
import type { CredentialStatus } from '../entities/user-credential.entity.js';
import {
  kindOf,
  noActiveProgramCertificate,
  requireAllowedAttributes,
  requireScope,
} from '../issue-rules.js';
import { areInScope } from '../scope.sql.js';
import type { BulkItem, Failure } from './bulk-items.js';
import { type CredentialKey, findByUuids, findByUuidsInScope, findEarnedCertificates } from './bulk.sql.js';

/** An item whose credential is known: it will be carried out. */
export interface PlannedChange extends CredentialKey {
  /** Its place in the list of items. */
  readonly index: number;
  /** Undefined: the status stays. */
  readonly status: CredentialStatus | undefined;
  /** The body of an issue. */
  readonly issue?: IssueCredentialBody;
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** By the place of the item. */
  readonly failures: ReadonlyMap<number, Failure>;
  readonly numbers: readonly AwardedNumber[];
}

type Indexed<T> = T & { readonly index: number };
type Issue = Indexed<{ readonly body: IssueCredentialBody; readonly onlyStored: boolean }>;

const NOT_FOUND: Failure = { status: 404, errors: { detail: NO_SUCH_CREDENTIAL } };

/**
 * Applies the rules of `AwardService` to a list of items: finds their certificates and learners, creates those that are
 * missing, and says of each wrong item why. A fixed number of statements, and some more for each certificate that is made.
 */
@Injectable()
export class BulkPlanner {
  constructor(
    private readonly config: Config,
    private readonly users: UsersService,
    private readonly certificates: CertificatesService,
  ) {}

  /** @param scope limits the items to what is in the scope of an API key; credentials that the caller has found are not checked */
  async plan(transaction: Transaction, items: readonly BulkItem[], scope?: number): Promise<Plan> {
    const failures = new Map<number, Failure>();
    const issues: Issue[] = [];
    const byUuid: Indexed<{ uuid: string; status: CredentialStatus | undefined }>[] = [];
    const changes: PlannedChange[] = [];
    items.forEach((item, index) => {
      if ('errors' in item) failures.set(index, { status: 400, errors: item.errors });
      else if ('issue' in item)
        issues.push({ body: item.issue, onlyStored: item.onlyStored ?? false, index });
      else if (typeof item.change !== 'string')
        changes.push({ ...keyPart(item.change), status: item.status, index });
      else if (isUuid(item.change)) byUuid.push({ uuid: item.change, status: item.status, index });
      else failures.set(index, NOT_FOUND);
    });
    if (byUuid.length > 0) changes.push(...(await findChanges(transaction, byUuid, failures, scope)));
    const numbers: AwardedNumber[] = [];
    for (const { learner, ...change } of await this.planIssues(transaction, issues, failures, scope)) {
      changes.push(change);
      const lmsUserId = change.issue?.lms_user_id ?? undefined;
      if (lmsUserId !== undefined) numbers.push({ learner, lmsUserId });
    }
    changes.sort((one, other) => one.index - other.index);
    return { changes, failures, numbers };
  }

  private async planIssues(
    transaction: Transaction,
    issues: readonly Issue[],
    failures: Map<number, Failure>,
    scope: number | undefined,
  ) {
    if (issues.length === 0) return [];
    const known = await this.users.findLearners(
      transaction,
      issues.map(({ body }) => body.username),
    );
    const inScope = await areInScope(
      transaction,
      scope,
      issues.map(({ body }) => body.credential),
    );
    const earned = await findEarned(transaction, issues);
    const certificates = await this.certificates.lookUp(
      transaction,
      issues.flatMap(({ body }) => body.credential.program_uuid || []),
      issues.flatMap(({ body: { credential } }) =>
        credential.program_uuid ? [] : credential.course_run_key!,
      ),
    );
    const certificateOf = async ({ body: { credential, username }, index }: Issue, learner: unknown) => {
      const requireName = () => {
        if (learner === undefined || isKeyUsername(username)) requireLearnerName(username);
      };
      const id =
        earned.get(index) ??
        (credential.program_uuid
          ? certificates.ofProgram(credential.program_uuid)
          : await certificates.ofCourseRun(
              credential.course_run_key!,
              credential.mode || undefined,
              requireName,
            ));
      if (id === undefined) throw noActiveProgramCertificate(credential.program_uuid!);
      requireName();
      return id;
    };
    const found: (Issue & {
      readonly certificateId: number;
      readonly learner: NumberedLearner | undefined;
    })[] = [];
    for (const [place, issue] of issues.entries()) {
      const learner = known[place];
      try {
        if (issue.onlyStored && !earned.has(issue.index)) {
          failures.set(issue.index, NOT_FOUND);
          continue;
        }
        requireAllowedAttributes(issue.body, this.config);
        if (scope !== undefined) requireScope(issue.body, inScope[place]!);
        found.push({ ...issue, certificateId: await certificateOf(issue, learner), learner });
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        failures.set(issue.index, { status: 400, errors: error.fields as FieldErrors });
      }
    }
    const learners = await this.createMissing(transaction, found);
    return found.map(({ body, index, certificateId, onlyStored }, place) => ({
      index,
      kind: kindOf(body.credential),
      userId: learners[place]!.id,
      certificateId,
      status: body.status ?? 'awarded',
      ...(onlyStored ? {} : { issue: body }),
      learner: learners[place]!,
    }));
  }

  private async createMissing(
    transaction: Transaction,
    issues: readonly (Issue & { readonly learner: NumberedLearner | undefined })[],
  ): Promise<NumberedLearner[]> {
    const missing = issues.filter(({ learner }) => learner === undefined);
    if (missing.length === 0) return issues.map(({ learner }) => learner!);
    const created = await this.users.findOrCreateLearners(
      transaction,
      missing.map(({ body }) => body.username),
    );
    const next = created.values();
    return issues.map(({ learner }) => learner ?? next.next().value!);
  }
}

function keyPart({ kind, userId, certificateId }: CredentialKey): CredentialKey {
  return { kind, userId, certificateId };
}

async function findChanges(
  transaction: Transaction,
  asked: readonly Indexed<{ uuid: string; status: CredentialStatus | undefined }>[],
  failures: Map<number, Failure>,
  scope: number | undefined,
): Promise<PlannedChange[]> {
  const uuids = asked.map(({ uuid }) => uuid);
  const found =
    scope === undefined
      ? await transaction.run(findByUuids, [uuids])
      : await transaction.run(findByUuidsInScope, [uuids, scope]);
  const byPlace = new Map(found.map((credential) => [credential.place, credential]));
  return asked.flatMap(({ index, status }, place) => {
    const credential = byPlace.get(place);
    if (credential !== undefined) return { ...keyPart(credential), index, status };
    failures.set(index, NOT_FOUND);
    return [];
  });
}

/** Certificates of the revocations among the issues, by the place of the item: see `AwardService.findEarned`. */
async function findEarned(
  transaction: Transaction,
  issues: readonly Issue[],
): Promise<ReadonlyMap<number, number>> {
  const revocations = issues.filter(({ body }) => body.status === 'revoked');
  if (revocations.length === 0) return new Map();
  const rows = await transaction.run(findEarnedCertificates, [
    revocations.map(({ body }) => body.username),
    revocations.map(({ body: { credential } }) => credential.program_uuid || null),
    revocations.map(({ body: { credential } }) =>
      credential.program_uuid ? null : credential.course_run_key!,
    ),
  ]);
  return new Map(rows.map(({ place, certificateId }) => [revocations[place]!.index, certificateId]));
}
