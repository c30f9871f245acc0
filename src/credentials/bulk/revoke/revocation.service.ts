import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Principal } from '../../../identity/index.js';
import { Database, repeatDeadlocked, type Transaction } from '../../../platform/database/index.js';
import { ConflictError, ValidationError } from '../../../platform/errors/index.js';
import { mayReadAll } from '../../credential.policy.js';
import { readsFor } from '../../reads-for.js';
import { BulkAwardService } from '../bulk-award.service.js';
import type { FoundCredential } from '../bulk.sql.js';
import { countAwarded, narrows, type RevocationFilter, selectAwarded } from './awarded.sql.js';
import { filterOf, type RevocationBody } from './dto/revocation.body.js';

/** Credentials that one request revokes. The command line takes any number, in batches. */
export const MOST_REVOKED = 10_000;

const SAMPLE_CREDENTIALS = 20;

/** Revokes credentials by filter. */
@Injectable()
export class RevocationService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly awards: BulkAwardService,
  ) {}

  /**
   * Revokes all that match in one transaction, or says how many they are.
   * @returns the answer as JSON text
   * @throws ValidationError for an empty filter, or one that too many match; ConflictError when it is not the expected number
   */
  async revoke(caller: Principal, body: RevocationBody): Promise<string> {
    const { dry_run: dryRun = false, expected, reason } = body;
    const filter = { ...requireNarrowing(filterOf(body.filter)), scope: caller.scope };
    return repeatDeadlocked(() =>
      this.database.transaction(
        async (transaction) => {
          const count = await countIn(transaction, filter);
          requireExpected(count, expected);
          if (count > MOST_REVOKED && !dryRun) throw tooMany(count);
          const found = await find(transaction, filter, 0, dryRun ? SAMPLE_CREDENTIALS : MOST_REVOKED);
          // Others may have issued since the count.
          if (!dryRun) requireExpected(found.length, expected);
          if (!dryRun) await this.revokeIn(transaction, found);
          const sample = mayReadAll(caller)
            ? await this.read(transaction, caller, found.slice(0, SAMPLE_CREDENTIALS))
            : [];
          const number = dryRun ? count : found.length;
          return `{"count":${number},"dry_run":${dryRun},"sample":[${sample.join(',')}]}`;
        },
        { reason },
      ),
    );
  }

  /** How many match. @throws ValidationError for an empty filter */
  async count(filter: RevocationFilter): Promise<number> {
    const [row] = await this.database.run(...countAwarded(requireNarrowing(filter)));
    return row!.count;
  }

  /** The first of those that match, lowest id first. @throws ValidationError for an empty filter */
  async first(filter: RevocationFilter, limit: number): Promise<readonly FoundCredential[]> {
    return this.database.run(...selectAwarded(requireNarrowing(filter), 0, limit));
  }

  /**
   * Revokes the first of those that match, in a transaction of their own.
   * @param above the highest id of the batch before; 0 for the first
   * @returns the ids, none when no more match
   */
  async revokeBatch(
    filter: RevocationFilter,
    above: number,
    limit: number,
    options: { readonly dryRun?: boolean; readonly reason?: string | undefined },
  ): Promise<readonly FoundCredential[]> {
    requireNarrowing(filter);
    return repeatDeadlocked(() =>
      this.database.transaction(async (transaction) => {
        const found = await find(transaction, filter, above, limit);
        await this.revokeIn(transaction, found);
        return found;
      }, options),
    );
  }

  private async revokeIn(transaction: Transaction, found: readonly FoundCredential[]): Promise<void> {
    const items = found.map((change) => ({ change, status: 'revoked' as const }));
    await this.awards.carryOutIn(transaction, items, false);
  }

  private async read(transaction: Transaction, caller: Principal, found: readonly FoundCredential[]) {
    const ids = found.map(({ id }) => id);
    const rows = await transaction.run(readsFor(caller).readCredentialsById, [this.config.publicUrl, ids]);
    return rows.sort((one, other) => one.id - other.id).map(({ json }) => json);
  }
}

async function countIn(transaction: Transaction, filter: RevocationFilter): Promise<number> {
  const [row] = await transaction.run(...countAwarded(filter));
  return row!.count;
}

function find(transaction: Transaction, filter: RevocationFilter, above: number, limit: number) {
  return transaction.run(...selectAwarded(filter, above, limit));
}

/** An empty filter would revoke everything. */
function requireNarrowing(filter: RevocationFilter): RevocationFilter {
  if (narrows(filter)) return filter;
  throw new ValidationError({ filter: ['At least one condition is needed.'] });
}

function requireExpected(count: number, expected: number | undefined): void {
  if (expected === undefined || expected === count) return;
  throw new ConflictError(`${count} credentials match, not ${expected}. Nothing was revoked.`);
}

function tooMany(count: number): ValidationError {
  const problem = `${count} credentials match. One request revokes at most ${MOST_REVOKED}: narrow the filter, or use the command revoke.`;
  return new ValidationError({ filter: [problem] });
}
