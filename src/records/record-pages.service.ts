import { Injectable } from '@nestjs/common';
import { SitesService } from '../identity/index.js';
import { Config } from '../config/index.js';
import { NotFoundError } from '../platform/errors/index.js';
import { hexOf, parseUuid } from '../platform/text/index.js';
import { RecordAccess } from '../record-sharing/index.js';

/** Addresses of records' pages. The learner record front end has the pages; the service only redirects. */
@Injectable()
export class RecordPagesService {
  constructor(
    private readonly config: Config,
    private readonly sites: SitesService,
    private readonly access: RecordAccess,
  ) {}

  /** The records of the front end's signed-in user. @throws NotFoundError without a front end */
  async overview(): Promise<string> {
    await this.access.requireEnabled();
    return this.requireFrontEnd();
  }

  /** One program's record of the front end's signed-in user. @throws NotFoundError for text that is no uuid */
  async ofProgram(id: string): Promise<string> {
    await this.access.requireEnabled();
    return `${await this.requireBase()}/${requiredHex(id)}`;
  }

  /** A shared record. The front end says whether something is shared. @throws NotFoundError for text that is no uuid */
  async ofSharedRecord(id: string): Promise<string> {
    await this.access.requireEnabled();
    return `${await this.requireBase()}/shared/${requiredHex(id)}`;
  }

  private async requireBase(): Promise<string> {
    return (await this.requireFrontEnd()).replace(/\/+$/, '');
  }

  private async requireFrontEnd(): Promise<string> {
    const address = this.config.learnerRecordUrl ?? (await this.sites.require()).learnerRecordMfeUrl;
    if (!address) throw new NotFoundError('The learner record front end is not configured.');
    return address;
  }
}

function requiredHex(id: string): string {
  const uuid = parseUuid(id);
  if (uuid === undefined) throw new NotFoundError();
  return hexOf(uuid);
}
