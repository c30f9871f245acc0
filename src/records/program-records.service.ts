import { Injectable } from '@nestjs/common';
import { LearnerNames, PAGE_WAIT_MS, type Principal } from '../identity/index.js';
import { Database } from '../platform/database/index.js';
import { NotAuthenticatedError, NotFoundError } from '../platform/errors/index.js';
import { parseUuid } from '../platform/text/index.js';
import { RecordAccess, RecordSharingService, type RecordKey } from '../record-sharing/index.js';
import { listProgramRecords, readProgramRecord } from './program-record.sql.js';
import type { ProgramRecord } from './program-record.js';

/** Reads program records with at most four statements an answer. Answers are JSON text, built in SQL. */
@Injectable()
export class ProgramRecordsService {
  constructor(
    private readonly database: Database,
    private readonly access: RecordAccess,
    private readonly sharing: RecordSharingService,
    private readonly names: LearnerNames,
  ) {}

  /** The programs of the caller, or of the learner that staff name. @throws PermissionDeniedError, NotFoundError */
  async list(caller: Principal, username: string | undefined): Promise<string> {
    const learner = await this.access.requireReader(caller, username);
    const [row] = await this.database.run(listProgramRecords, [learner.id]);
    return `{"enrolled_programs":${row!.json}}`;
  }

  /**
   * The record of one program: the caller's, or that of the learner that staff name.
   * @throws NotAuthenticatedError, PermissionDeniedError, NotFoundError
   */
  async retrieve(
    caller: Principal | undefined,
    program: string,
    username: string | undefined,
  ): Promise<string> {
    if (caller === undefined) throw new NotAuthenticatedError();
    const learner = await this.access.requireReader(caller, username);
    const programId = await this.sharing.requireProgramId(this.database, program);
    const row = await this.read({ userId: learner.id, programId });
    return answer(row, false, program);
  }

  /** The record behind a public link, for anyone. @throws NotFoundError */
  async retrieveShared(id: string): Promise<string> {
    const { shared } = await this.requireShared(id);
    return answer(await this.read(shared), true, id);
  }

  /** The same as an object, for pages. @throws NotFoundError, also where the installation has no records */
  async readShared(id: string): Promise<ProgramRecord> {
    await this.access.requireEnabled();
    const { shared } = await this.requireShared(id);
    return JSON.parse((await this.read(shared)).json) as ProgramRecord;
  }

  /** @throws NotFoundError when the link is unknown or has ended */
  async requireShared(id: string): Promise<{ readonly shared: RecordKey; readonly uuid: string }> {
    const uuid = parseUuid(id);
    const shared = uuid === undefined ? undefined : await this.sharing.find(uuid);
    if (uuid === undefined || shared === undefined) {
      throw new NotFoundError('No ProgramCertRecord matches the given query.');
    }
    return { shared, uuid };
  }

  private async read({ userId, programId }: RecordKey) {
    const read = async () => (await this.database.run(readProgramRecord, [userId, programId]))[0];
    const row = await this.names.read(read, PAGE_WAIT_MS);
    if (row === undefined) throw new NotFoundError();
    return row;
  }
}

/** @param uuid as in the address, without dashes: clients build further addresses with it */
function answer(
  { json, helpUrl, showGrades }: { json: string; helpUrl: string; showGrades: boolean },
  isPublic: boolean,
  uuid: string,
): string {
  // The learner's choice is no business of those who have the link.
  const choice = isPublic ? '' : `,"show_grades":${showGrades}`;
  return `{"record":${json},"is_public":${isPublic},"uuid":"${uuid}","records_help_url":${JSON.stringify(helpUrl)}${choice}}`;
}
