import { Injectable } from '@nestjs/common';
import type { StatementRunner, Transaction } from '../platform/database/index.js';
import { NotFoundError, parseUuid } from '../platform/http/index.js';
import { endSharing, findProgram, findSharedRecord, shareRecord } from './record-sharing.query.js';

/** Whose record of which program is shared. */
export interface SharedRecord {
  readonly userId: number;
  readonly programId: number;
}

/** The public links of learners' records: at most one for a learner and program. */
@Injectable()
export class RecordSharing {
  /** The link of the record, made if there is none; `created` says which. */
  async getOrCreate(
    tx: Transaction,
    userId: number,
    programId: number,
  ): Promise<{ uuid: string; created: boolean }> {
    const [row] = await tx.run(shareRecord, [userId, programId]);
    return row!;
  }

  /** What the link leads to; undefined when there is no such link, or no longer. */
  async find(runner: StatementRunner, uuid: string): Promise<SharedRecord | undefined> {
    const [row] = await runner.run(findSharedRecord, [uuid]);
    return row;
  }

  /** Ends the sharing: the link leads nowhere from the commit on, and a later one is another. False if there was none. */
  async end(tx: Transaction, userId: number, programId: number): Promise<boolean> {
    return (await tx.run(endSharing, [userId, programId])).length > 0;
  }

  /** The program that an address names. @throws NotFoundError */
  async programId(runner: StatementRunner, uuidText: string): Promise<number> {
    const uuid = parseUuid(uuidText);
    const [row] = uuid === undefined ? [] : await runner.run(findProgram, [uuid]);
    if (row === undefined) throw new NotFoundError('No Program matches the given query.');
    return row.id;
  }
}
