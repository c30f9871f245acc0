import { Injectable } from '@nestjs/common';
import { SitesService } from '../identity/index.js';
import { Config } from '../config/index.js';
import { NotFoundError } from '../platform/errors/index.js';
import { hexOf, parseUuid } from '../platform/text/index.js';
import { RecordAccess } from '../record-sharing/index.js';
import { ProgramRecordsService } from './program-records.service.js';

/** Where the pages of records are: in the learner record front end, which the service only leads to. */
@Injectable()
export class RecordPagesService {
  constructor(
    private readonly config: Config,
    private readonly sites: SitesService,
    private readonly access: RecordAccess,
    private readonly records: ProgramRecordsService,
  ) {}

  /** All records of whoever is signed in there. @throws NotFoundError without a front end */
  async overview(): Promise<string> {
    await this.access.requireEnabled();
    return this.frontEnd();
  }

  /** The record of a program of whoever is signed in there. @throws NotFoundError for what is no uuid */
  async ofProgram(id: string): Promise<string> {
    await this.access.requireEnabled();
    const uuid = parseUuid(id);
    if (uuid === undefined) throw new NotFoundError();
    return `${await this.base()}/${hexOf(uuid)}`;
  }

  /** A shared record. @throws NotFoundError when nothing is shared there, or no longer */
  async ofSharedRecord(id: string): Promise<string> {
    await this.access.requireEnabled();
    const { uuid } = await this.records.findShared(id);
    return `${await this.base()}/shared/${hexOf(uuid)}`;
  }

  private async base(): Promise<string> {
    return (await this.frontEnd()).replace(/\/+$/, '');
  }

  private async frontEnd(): Promise<string> {
    const address = this.config.learnerRecordUrl ?? (await this.sites.get()).learnerRecordMfeUrl;
    if (!address) throw new NotFoundError('The learner record front end is not configured.');
    return address;
  }
}
