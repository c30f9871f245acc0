import { Injectable } from '@nestjs/common';
import { SitesService } from '../site/sites.service.js';
import { Database, statement, type StatementRunner } from '../../platform/database/index.js';
import { requireMatch } from '../../platform/http/index.js';
import type { SiteBody } from './site.dto.js';

const JSON_TEXT = `json_build_object(
  'id', id, 'platform_name', platform_name, 'lms_url_root', lms_url_root,
  'partner_from_address', partner_from_address, 'records_enabled', records_enabled,
  'records_help_url', records_help_url, 'learner_record_mfe_url', learner_record_mfe_url,
  'updated_at', iso_time(modified))::text as json`;

const readSite = statement<{ json: string }>('identity.read_site', `select ${JSON_TEXT} from site`);
const lockSite = statement<object>('identity.lock_site', 'select from site for update');

/** The installation's settings. Answers are JSON text. */
@Injectable()
export class SiteService {
  constructor(
    private readonly database: Database,
    private readonly sites: SitesService,
  ) {}

  /** The settings as they are now; in a transaction when its runner is given. */
  async read(runner: StatementRunner = this.database): Promise<string> {
    const [row] = await runner.run(readSite, []);
    return row!.json;
  }

  /** @throws PreconditionFailedError */
  async replace(body: SiteBody, ifMatch: string | undefined): Promise<string> {
    return this.database.transaction(async (transaction) => {
      await transaction.run(lockSite, []);
      requireMatch(ifMatch, await this.read(transaction));
      await this.sites.upsert(transaction, {
        platformName: body.platform_name,
        lmsUrlRoot: body.lms_url_root ?? null,
        partnerFromAddress: body.partner_from_address ?? null,
        recordsEnabled: body.records_enabled,
        recordsHelpUrl: body.records_help_url ?? null,
        learnerRecordMfeUrl: body.learner_record_mfe_url ?? null,
      });
      return this.read(transaction);
    });
  }
}
