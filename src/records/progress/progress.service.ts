import { Injectable } from '@nestjs/common';
import type { Principal } from '../../identity/index.js';
import { Database } from '../../platform/database/index.js';
import { NotFoundError } from '../../platform/errors/index.js';
import { RecordAccess, RecordSharingService } from '../../record-sharing/index.js';
import { readProgress } from './progress.sql.js';

/** Says how far a learner is in a program, and why. Answers are JSON text, built in SQL. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly database: Database,
    private readonly access: RecordAccess,
    private readonly sharing: RecordSharingService,
  ) {}

  /** The caller's own, or that of the learner whom staff name. @throws PermissionDeniedError, NotFoundError */
  async read(caller: Principal, program: string, username: string | undefined): Promise<string> {
    const learner = await this.access.requireReader(caller, username);
    const programId = await this.sharing.requireProgramId(this.database, program);
    const [row] = await this.database.run(readProgress, [learner.id, programId]);
    if (row === undefined) throw new NotFoundError();
    return row.json;
  }
}
