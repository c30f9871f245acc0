import { Injectable, Logger } from '@nestjs/common';
import { forgetAttributes } from '../credentials/index.js';
import { InboxCleaner } from '../events/index.js';
import {
  findMerged,
  KeyCleaner,
  type Principal,
  type RowCounts,
  type Standing,
  UsersService,
} from '../identity/index.js';
import { AuditLog } from '../platform/audit/index.js';
import { Database, repeatDeadlocked, type Transaction } from '../platform/database/index.js';
import { PermissionDeniedError } from '../platform/errors/index.js';
import { RecordSharingService } from '../record-sharing/index.js';

export interface Retirement {
  /** The username from now on. */
  readonly username: string;
  /** Rows that were changed or deleted, by table. */
  readonly changed: RowCounts;
}

export interface RetirementOptions {
  readonly as?: string;
  readonly dryRun?: boolean;
}

/**
 * Removes what tells of a person, in one transaction: names, address, number in the LMS, rights, attributes of
 * credentials, public links, mails that have not gone, events that wait. Credentials and grades stay, under a pseudonym.
 */
@Injectable()
export class RetirementService {
  private readonly logger = new Logger(RetirementService.name);

  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly sharing: RecordSharingService,
    private readonly audit: AuditLog,
    private readonly keys: KeyCleaner,
    private readonly inbox: InboxCleaner,
  ) {}

  /**
   * @param caller undefined: the operator of a command
   * @throws NotFoundError, PermissionDeniedError, ValidationError, ConflictError
   */
  async retire(
    caller: Principal | undefined,
    username: string,
    { as, dryRun = false }: RetirementOptions,
  ): Promise<Retirement> {
    const { id, ...retirement } = await repeatDeadlocked(() =>
      this.database.transaction((transaction) => this.carryOut(transaction, caller, username, as), {
        dryRun,
      }),
    );
    if (!dryRun) this.logger.log({ message: 'A user was retired', user: id, by: caller?.id ?? 'command' });
    return retirement;
  }

  private async carryOut(
    transaction: Transaction,
    caller: Principal | undefined,
    username: string,
    as: string | undefined,
  ): Promise<Retirement & { id: number }> {
    const user = await this.users.requireStanding(transaction, username);
    requireRight(caller, user);
    // Before the user is locked: who holds a credential may wait for its learner, so not the other way round.
    const attributes = await transaction.run(forgetAttributes, [user.id]);
    await this.keys.forget(transaction, user.id);
    const links = await this.sharing.endAll(transaction, user.id);
    const events = await this.inbox.forget(transaction, username);
    const { username: name, counts } = await this.users.retire(transaction, username, as);
    // Those of awards for which the lock of the user has waited, and of events that have followed the user to the pseudonym.
    // Later ones find a retired user.
    const late = await transaction.run(forgetAttributes, [user.id]);
    const lateEvents = await this.inbox.forget(transaction, name);
    const merged = await transaction.run(findMerged, [user.id]);
    const mergedCounts = await this.retireMerged(transaction, merged);
    await this.audit.record(transaction, {
      action: 'retired',
      subject: 'user',
      subjectId: user.id,
      userId: user.id,
    });
    // Last, since the changes above are in the log, too.
    await this.audit.forget(transaction, [user.id, ...merged.map(({ id }) => id)]);
    return {
      id: user.id,
      username: name,
      changed: {
        ...added(counts, mergedCounts),
        user_credential_attribute: attributes.length + late.length,
        ...links,
        ...(events + lateEvents > 0 ? { event_inbox: events + lateEvents } : {}),
      },
    };
  }

  /** The accounts that were merged into a user are the same person. Each gets a pseudonym of its own. */
  private async retireMerged(
    transaction: Transaction,
    merged: readonly { readonly id: number; readonly username: string }[],
  ): Promise<RowCounts[]> {
    const counts: RowCounts[] = [];
    for (const { id, username } of merged) {
      await this.keys.forget(transaction, id);
      await this.inbox.forget(transaction, username);
      counts.push((await this.users.retire(transaction, username, undefined)).counts);
    }
    return counts;
  }
}

/** The sum of rows, table by table. */
function added(counts: RowCounts, more: readonly RowCounts[]): RowCounts {
  const sum: Record<string, number> = { ...counts };
  for (const other of more)
    for (const [table, rows] of Object.entries(other)) sum[table] = (sum[table] ?? 0) + rows;
  return sum;
}

/** Staff may retire others who are not staff; superusers everybody but themselves. */
function requireRight(caller: Principal | undefined, user: Standing): void {
  if (caller === undefined) return;
  if (caller.id === user.id) throw new PermissionDeniedError('You cannot retire yourself.');
  if (!caller.isSuperuser && (user.isStaff || user.isSuperuser)) {
    throw new PermissionDeniedError('Only a superuser may retire staff.', 'superuser');
  }
}
