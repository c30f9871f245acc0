import { Injectable } from '@nestjs/common';
import { Database, repeatDeadlocked } from '../../../platform/database/index.js';
import { BulkAwardService } from '../bulk-award.service.js';
import type { FoundCredential } from '../bulk.sql.js';
import { countRevokedBy, selectRevokedBy } from './award-again.sql.js';

/** Awards again what a request, or a run of a command, has revoked. What was revoked anew since stays revoked. */
@Injectable()
export class AwardAgainService {
  constructor(
    private readonly database: Database,
    private readonly awards: BulkAwardService,
  ) {}

  /** The number of those that would be awarded. */
  async count(request: string): Promise<number> {
    const [row] = await this.database.run(countRevokedBy, [request]);
    return row!.count;
  }

  /**
   * Awards the first of them, in a transaction of their own.
   * @param above the highest id of the batch before; 0 for the first
   * @returns those that were awarded, none when there are no more
   */
  async awardBatch(
    request: string,
    above: number,
    limit: number,
    options: { readonly reason?: string | undefined },
  ): Promise<readonly FoundCredential[]> {
    return repeatDeadlocked(() =>
      this.database.transaction(async (transaction) => {
        const found = await transaction.run(selectRevokedBy, [request, above, limit]);
        const items = found.map((change) => ({ change, status: 'awarded' as const }));
        await this.awards.carryOutIn(transaction, items, false);
        return found;
      }, options),
    );
  }

  /** The first of them, lowest id first. They stay as they are. */
  async first(request: string, limit: number): Promise<readonly FoundCredential[]> {
    return this.database.run(selectRevokedBy, [request, 0, limit]);
  }
}
