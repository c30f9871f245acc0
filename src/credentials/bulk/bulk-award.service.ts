import { Injectable } from '@nestjs/common';
import { UsersService } from '../../identity/index.js';
import { Database, repeatDeadlocked, type Transaction } from '../../platform/database/index.js';
import { type FieldErrors, ValidationError } from '../../platform/errors/index.js';
import { CredentialEvents } from '../credential-events.js';
import { NO_SUCH_CREDENTIAL } from '../dto/credential.answer.js';
import { BulkChanges } from './bulk-changes.js';
import { type BulkItem, isFailure, type Outcome } from './bulk-items.js';
import { BulkPlanner } from './bulk-planner.js';

export interface BulkOptions {
  /** One wrong item refuses all. */
  readonly atomic?: boolean;
  /** Does everything, and takes it back. */
  readonly dryRun?: boolean;
  /** Why, for the audit log. */
  readonly reason?: string | undefined;
  /** Limits the items to the scope of an API key: `Principal.scope`. */
  readonly scope?: number | undefined;
}

/**
 * Awards and revokes many credentials in one transaction. The items take effect in their order: the database is as after
 * single calls, one after the other. The number of statements does not depend on the number of items, see `wavesOf`.
 */
@Injectable()
export class BulkAwardService {
  constructor(
    private readonly database: Database,
    private readonly planner: BulkPlanner,
    private readonly users: UsersService,
    private readonly events: CredentialEvents,
  ) {}

  /**
   * @param read reads for the answer, in the transaction
   * @returns an outcome for each item, in their order
   * @throws ValidationError with the errors of each item, when `atomic` and one is wrong
   */
  async carryOut<T>(
    items: readonly BulkItem[],
    { atomic = false, dryRun = false, reason, scope }: BulkOptions,
    read: (transaction: Transaction, outcomes: readonly Outcome[]) => Promise<T>,
  ): Promise<T> {
    return repeatDeadlocked(() =>
      this.database.transaction(
        async (transaction) => read(transaction, await this.carryOutIn(transaction, items, atomic, scope)),
        { dryRun, reason },
      ),
    );
  }

  /** The same in a transaction of the caller, who repeats it after a deadlock. */
  async carryOutIn(
    transaction: Transaction,
    items: readonly BulkItem[],
    atomic: boolean,
    scope?: number,
  ): Promise<Outcome[]> {
    const plan = await this.planner.plan(transaction, items, scope);
    if (atomic && plan.failures.size > 0) throw refused(items.map((_, index) => plan.failures.get(index)));
    const watched = await this.events.watch(transaction);
    const work = new BulkChanges(transaction, watched);
    await this.events.publishAll(transaction, await work.carryOut(plan.changes));
    await this.events.publishChanges(transaction, watched);
    await this.users.keepLmsUserIds(transaction, plan.numbers);
    const outcomes: Outcome[] = [];
    for (const [index, failure] of plan.failures) outcomes[index] = failure;
    for (const change of plan.changes) {
      const credentialId = work.idOf(change);
      outcomes[change.index] =
        credentialId === undefined
          ? { status: 404, errors: { detail: NO_SUCH_CREDENTIAL } }
          : { status: change.issue ? 201 : 200, credentialId };
    }
    if (atomic && outcomes.some(isFailure)) throw refused(outcomes);
    return outcomes;
  }
}

/** Names the errors of each item; those that are right have none. */
function refused(outcomes: readonly (Outcome | undefined)[]): ValidationError {
  const items = outcomes.map((outcome): FieldErrors =>
    outcome !== undefined && isFailure(outcome) ? outcome.errors : {},
  );
  return new ValidationError({ items });
}
