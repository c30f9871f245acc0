import { Injectable, Logger } from '@nestjs/common';
import { joinCreditRequests } from '../credit-pathways/index.js';
import { findRivalCredentials, joinCredentials } from '../credentials/index.js';
import { joinGrades } from '../grades/index.js';
import {
  closeMerged,
  lockMergePair,
  type MergePair,
  type Principal,
  UsersService,
} from '../identity/index.js';
import { Database, repeatDeadlocked, type Transaction } from '../platform/database/index.js';
import { PermissionDeniedError } from '../platform/errors/index.js';
import { joinSharedRecords } from '../record-sharing/index.js';
import type { MergeAnswer } from './account-merge.dto.js';
import { conflictsOf } from './conflicts.js';

/** The result of a merge; as in the answer over REST. */
export type AccountMerge = Omit<MergeAnswer, 'dry_run'>;

export interface MergeOptions {
  /** The username of the account that stays. */
  readonly into: string;
  readonly dryRun?: boolean;
  /** Why; for the audit log. */
  readonly reason?: string;
}

/**
 * Makes one account of two, in one transaction: what one has goes to the other, which stays. The merged account is kept,
 * deactivated, so that its name and number lead to the other. Done again it changes nothing.
 */
@Injectable()
export class AccountMergeService {
  private readonly logger = new Logger(AccountMergeService.name);

  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
  ) {}

  /**
   * @param caller undefined: the operator of a command
   * @throws NotFoundError, PermissionDeniedError, ValidationError, ConflictError
   */
  async merge(
    caller: Principal | undefined,
    username: string,
    { into, dryRun = false, reason }: MergeOptions,
  ): Promise<AccountMerge> {
    const { pair, merge } = await repeatDeadlocked(() =>
      this.database.transaction((transaction) => carryOut(transaction, caller, username, into), {
        dryRun,
        reason,
      }),
    );
    if (dryRun) return merge;
    for (const { id } of [pair.from, pair.into]) this.users.forget(id);
    this.logger.log({
      message: 'Accounts were merged',
      user: pair.from.id,
      into: pair.into.id,
      by: caller?.id ?? 'command',
    });
    return merge;
  }
}

async function carryOut(
  transaction: Transaction,
  caller: Principal | undefined,
  username: string,
  name: string,
): Promise<{ pair: MergePair; merge: AccountMerge }> {
  // Users first, key and all: an award that is under way has both its users and its credentials, or waits without any.
  const pair = await lockMergePair(transaction, username, name);
  requireRight(caller, pair);
  const ids = [pair.from.id, pair.into.id] as const;
  const credentials = await findRivalCredentials(transaction, ...ids);
  const accounts = pair.done ? { users: 0 } : await closeMerged(transaction, pair);
  const shared = await joinSharedRecords(transaction, ...ids);
  const requests = await joinCreditRequests(transaction, ...ids, credentials);
  const joined = await joinCredentials(transaction, ...ids, credentials);
  const grades = await joinGrades(transaction, ...ids);
  const merge = {
    username: pair.from.username,
    into: pair.into.username,
    merged_before: pair.done,
    changed: { ...accounts, ...joined, ...grades.counts, ...shared.counts, ...requests },
    conflicts: conflictsOf(pair, credentials, grades.rivals, shared.rivals),
  };
  return { pair, merge };
}

/** Staff may merge others who are not staff; superusers everybody but themselves. */
function requireRight(caller: Principal | undefined, { from, into }: MergePair): void {
  if (caller === undefined) return;
  if ([from.id, into.id].includes(caller.id))
    throw new PermissionDeniedError('You cannot merge your own account.');
  if (!caller.isSuperuser && [from, into].some((account) => account.isStaff || account.isSuperuser)) {
    throw new PermissionDeniedError('Only a superuser may merge accounts of staff.', 'superuser');
  }
}
