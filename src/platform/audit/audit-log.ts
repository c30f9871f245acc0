import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { forgetPeople, recordAct } from './audit.sql.js';
import type { Changes } from './entities/audit-row.entity.js';

/** What is to be said of an act that replaces no values. */
export function factsOf(facts: Readonly<Record<string, unknown>>): Changes {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, [null, value]]));
}

/** Something that somebody did. Changes of audited tables need none: their triggers write the rows. */
export interface Act {
  /** A verb in the past: `exported`, `retried`. */
  readonly action: string;
  /** The kind of the thing, in the singular. */
  readonly subject: string;
  readonly subjectId?: string | number;
  readonly subjectUuid?: string;
  /** The id of the user whom it is about. */
  readonly userId?: number;
  readonly changes?: Changes;
  /** Values that tell of a person. They go when the user `userId` is forgotten. */
  readonly personal?: Changes;
}

/** Writes acts into the audit log, and forgets people in it. Caller, request and reason are those of the transaction. */
@Injectable()
export class AuditLog {
  /** Notes an act that changes no audited row, such as an export. */
  async record(transaction: Transaction, act: Act): Promise<void> {
    const { action, subject, subjectId, subjectUuid, userId, changes = {}, personal } = act;
    await transaction.run(recordAct, [
      action,
      subject,
      subjectId === undefined ? null : String(subjectId),
      subjectUuid ?? null,
      userId ?? null,
      JSON.stringify(changes),
      personal === undefined ? null : JSON.stringify(personal),
    ]);
  }

  /**
   * Empties what tells of users in all rows about them, those of this transaction too: call it last.
   * @returns the number of changed rows
   */
  async forget(transaction: Transaction, userIds: readonly number[]): Promise<number> {
    const [row] = await transaction.run(forgetPeople, [[...userIds]]);
    return row!.count;
  }
}
