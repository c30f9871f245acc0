import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Site, SitesService } from '../site/index.js';
import { Database } from '../../platform/database/index.js';
import { requireMatch } from '../../platform/http/index.js';
import type { SiteAnswer, SiteBody } from './site.dto.js';

/** The installation's settings. Answers are JSON text. */
@Injectable()
export class SiteService {
  constructor(
    private readonly database: Database,
    private readonly sites: SitesService,
    @InjectRepository(Site) private readonly table: Repository<Site>,
  ) {}

  /** The settings as they are now. */
  async read(): Promise<string> {
    return answer(await this.table.findOneByOrFail({ id: 1 }));
  }

  /** @throws PreconditionFailedError */
  async replace(body: SiteBody, ifMatch: string | undefined): Promise<string> {
    return this.database.transaction(async (transaction) => {
      const table = transaction.manager.getRepository(Site);
      const lock = { mode: 'pessimistic_write' } as const;
      requireMatch(ifMatch, answer(await table.findOneOrFail({ where: { id: 1 }, lock })));
      await this.sites.upsert(transaction, {
        platformName: body.platform_name,
        lmsUrlRoot: body.lms_url_root ?? null,
        partnerFromAddress: body.partner_from_address ?? null,
        recordsEnabled: body.records_enabled,
        recordsHelpUrl: body.records_help_url ?? null,
        learnerRecordMfeUrl: body.learner_record_mfe_url ?? null,
      });
      return answer(await table.findOneByOrFail({ id: 1 }));
    });
  }
}

function answer(site: Site): string {
  return JSON.stringify({
    id: site.id,
    platform_name: site.platformName,
    lms_url_root: site.lmsUrlRoot,
    partner_from_address: site.partnerFromAddress,
    records_enabled: site.recordsEnabled,
    records_help_url: site.recordsHelpUrl,
    learner_record_mfe_url: site.learnerRecordMfeUrl,
    updated_at: site.updatedAt,
  } satisfies SiteAnswer);
}
