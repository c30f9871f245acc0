import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { CatalogService } from '../catalog/index.js';
import type { Principal, RowCounts } from '../identity/index.js';
import { Config } from '../config/index.js';
import { Database, runUpsert, type StatementRunner, type Transaction } from '../platform/database/index.js';
import { NotFoundError, ValidationError } from '../platform/errors/index.js';
import { parseUuid } from '../platform/text/index.js';
import { Messages } from '../platform/validation/index.js';
import { RecordAccess } from './record-access.js';
import { FormerRecordUuid } from './entities/former-record-uuid.entity.js';
import { ProgramCertRecord } from './entities/program-cert-record.entity.js';
import { type RecordLink, shareRecord } from './record-sharing.sql.js';
import { sharedRecordAddress } from './shared-record-address.js';

/** One learner's record of one program. */
export interface RecordKey {
  readonly userId: number;
  readonly programId: number;
}

/** The choices of a caller who shares. */
export interface SharingOptions {
  /** The uuid of the link if it is new; without it one is drawn. */
  readonly uuid?: string;
  /** Whether the certificate of the program shows the grades, too. Absent: as it was, at first not. */
  readonly showGrades?: boolean;
}

/** Work of another module when a sharing ends, in the same transaction. Counts the rows that it changes. */
export type SharingEnded = (transaction: Transaction, record: RecordKey) => Promise<RowCounts>;

/** The public links of learners' records: at most one for a learner and program. */
@Injectable()
export class RecordSharingService {
  private readonly followUps: SharingEnded[] = [];

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly access: RecordAccess,
    private readonly catalog: CatalogService,
    @InjectRepository(ProgramCertRecord) private readonly links: Repository<ProgramCertRecord>,
  ) {}

  /** Registers work to do whenever a sharing ends. */
  whenEnded(followUp: SharingEnded): void {
    this.followUps.push(followUp);
  }

  /**
   * Finds the link or creates it.
   * @throws LegacyRefusal, NotFoundError
   */
  async share(
    caller: Principal,
    program: string,
    username: string,
    options: SharingOptions = {},
  ): Promise<{ readonly url: string; readonly showGrades: boolean; readonly created: boolean }> {
    await this.access.requireEnabled();
    const learner = await this.access.requireOwner(caller, username);
    return this.database.transaction(async (transaction) => {
      const programId = await this.requireProgramId(transaction, program);
      const link = await this.findOrCreateLink(transaction, learner.id, programId);
      const uuid = (link.created ? options.uuid : undefined) ?? link.uuid;
      const showGrades = options.showGrades ?? link.showGrades;
      if (uuid !== link.uuid || showGrades !== link.showGrades) {
        await transaction.manager.update(ProgramCertRecord, { uuid: link.uuid }, { uuid, showGrades });
      }
      return { url: sharedRecordAddress(this.config.publicUrl, uuid), showGrades, created: link.created };
    });
  }

  /**
   * Ends the sharing, if there is one. The link stops working at the commit; a later sharing gets a new one.
   * @throws ValidationError without a username, LegacyRefusal, NotFoundError
   */
  async end(caller: Principal, program: string, username: string | undefined): Promise<void> {
    await this.access.requireEnabled();
    if (username === undefined) throw new ValidationError({ username: [Messages.required] });
    const learner = await this.access.requireOwner(caller, username);
    await this.database.transaction(async (transaction) => {
      const record = {
        userId: learner.id,
        programId: await this.requireProgramId(transaction, program),
      };
      // Before the follow-ups: `CreditPathwaysService.send` takes the same locks in this order.
      const { affected } = await transaction.manager.delete(ProgramCertRecord, record);
      // Without a sharing that ended they could only undo a request for credit that was made since.
      if (affected === 0) return;
      for (const followUp of this.followUps) await followUp(transaction, record);
    });
  }

  /** Ends every sharing of a learner. @returns the rows that were deleted or changed, by table */
  async endAll(transaction: Transaction, userId: number): Promise<RowCounts> {
    const counts: Record<string, number> = { program_cert_record: 0 };
    for (const { programId } of await transaction.manager.findBy(ProgramCertRecord, { userId })) {
      const { affected } = await transaction.manager.delete(ProgramCertRecord, { userId, programId });
      const changes = await Promise.all(
        this.followUps.map((followUp) => followUp(transaction, { userId, programId })),
      );
      for (const change of [{ program_cert_record: affected ?? 0 }, ...changes]) {
        for (const [table, rows] of Object.entries(change)) counts[table] = (counts[table] ?? 0) + rows;
      }
    }
    return counts;
  }

  /** Finds the link of the record, or creates it. */
  async findOrCreateLink(transaction: Transaction, userId: number, programId: number): Promise<RecordLink> {
    return runUpsert(transaction, shareRecord, [userId, programId]);
  }

  /** The record behind the link, or behind one that was joined with it; undefined for an unknown link or one that has ended. */
  async find(uuid: string): Promise<RecordKey | undefined> {
    const link = await this.links.findOneBy({ uuid });
    if (link !== null) return link;
    const former = await this.links.manager.findOne(FormerRecordUuid, {
      where: { uuid },
      relations: { record: true },
    });
    return former?.record;
  }

  /** The id of the program in an address. @throws NotFoundError */
  async requireProgramId(runner: StatementRunner, uuidText: string): Promise<number> {
    const uuid = parseUuid(uuidText);
    const id = uuid === undefined ? undefined : await this.catalog.findProgramId(runner, uuid);
    if (id === undefined) throw new NotFoundError('No Program matches the given query.');
    return id;
  }
}
