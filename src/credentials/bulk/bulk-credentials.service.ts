import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Principal } from '../../identity/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { PermissionDeniedError } from '../../platform/errors/index.js';
import { isOn } from '../../platform/validation/index.js';
import { rightMissingFor } from '../credential.policy.js';
import { readsFor } from '../reads-for.js';
import { BulkAwardService } from './bulk-award.service.js';
import { isFailure, type Outcome } from './bulk-items.js';
import type { BulkQuery } from './dto/bulk.body.js';
import { readBulkBody } from './read-bulk-body.js';

/** Lists of credentials over REST. Answers are JSON text, with the credentials as SQL builds them. */
@Injectable()
export class BulkCredentialsService {
  constructor(
    private readonly config: Config,
    private readonly awards: BulkAwardService,
  ) {}

  /**
   * @throws ValidationError for a wrong body, and with `atomic` for a wrong item; PermissionDeniedError when the caller
   * may not do what one of the items asks for
   */
  async carryOut(caller: Principal, body: unknown, query: BulkQuery): Promise<string> {
    const { items, ...options } = await readBulkBody(body);
    const issues = items.some((item) => 'issue' in item);
    const changes = items.some((item) => 'change' in item);
    const missing = rightMissingFor(caller, { issues, changes });
    if (missing !== undefined) throw new PermissionDeniedError(undefined, missing);
    const { reason } = options;
    const atomic = options.atomic === true || isOn(query.atomic);
    return this.awards.carryOut(
      items,
      { atomic, reason, scope: caller.scope },
      async (transaction, outcomes) => {
        const credentials = await this.read(transaction, outcomes, caller);
        const results = outcomes.map((outcome, index) => resultOf(outcome, index, credentials));
        const failed = outcomes.filter(isFailure).length;
        return `{"results":[${results.join(',')}],"succeeded":${outcomes.length - failed},"failed":${failed}}`;
      },
    );
  }

  private async read(
    transaction: Transaction,
    outcomes: readonly Outcome[],
    caller: Principal,
  ): Promise<ReadonlyMap<number, string>> {
    const ids = outcomes.flatMap((outcome) => (isFailure(outcome) ? [] : outcome.credentialId));
    if (ids.length === 0) return new Map();
    const rows = await transaction.run(readsFor(caller).readCredentialsById, [this.config.publicUrl, ids]);
    return new Map(rows.map(({ id, json }) => [id, json]));
  }
}

function resultOf(outcome: Outcome, index: number, credentials: ReadonlyMap<number, string>): string {
  const { status } = outcome;
  if (isFailure(outcome)) return JSON.stringify({ index, status, errors: outcome.errors });
  return `{"index":${index},"status":${status},"credential":${credentials.get(outcome.credentialId)!}}`;
}
