import { Injectable } from '@nestjs/common';
import { CreditPathwaysService } from '../credit-pathways/index.js';
import type { Principal } from '../identity/index.js';
import { Config } from '../platform/config/index.js';
import { Database } from '../platform/database/index.js';
import { Messages, ValidationError } from '../platform/http/index.js';
import { RecordAccess, RecordSharing, sharedRecordAddress } from '../record-sharing/index.js';

/** Makes and ends the public link of a record. */
@Injectable()
export class SharedRecordsService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly access: RecordAccess,
    private readonly sharing: RecordSharing,
    private readonly pathways: CreditPathwaysService,
  ) {}

  /** The link, made if there is none. @throws LegacyRefusal, NotFoundError */
  async share(
    caller: Principal,
    program: string,
    username: string,
  ): Promise<{ readonly url: string; readonly created: boolean }> {
    await this.access.requireEnabled();
    const learner = await this.access.owner(caller, username);
    return this.database.transaction(async (tx) => {
      const programId = await this.sharing.programId(tx, program);
      const { uuid, created } = await this.sharing.getOrCreate(tx, learner.id, programId);
      return { url: sharedRecordAddress(this.config.publicUrl, uuid), created };
    });
  }

  /**
   * Ends the sharing, if there was one: the link leads nowhere at once, mails about it that have not gone yet are
   * cancelled, and the pathways do not have the record any more.
   * @throws ValidationError without a username, LegacyRefusal, NotFoundError
   */
  async end(caller: Principal, program: string, username: string | undefined): Promise<void> {
    await this.access.requireEnabled();
    if (username === undefined) throw new ValidationError({ username: [Messages.required] });
    const learner = await this.access.owner(caller, username);
    await this.database.transaction(async (tx) => {
      const programId = await this.sharing.programId(tx, program);
      // In the order in which `send` takes the same locks.
      await this.sharing.end(tx, learner.id, programId);
      await this.pathways.withdraw(tx, learner.id, programId);
    });
  }
}
