import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { SiteAnswer, SiteBody } from './site.dto.js';
import { Database, type Transaction, type UpsertResult } from '../../platform/database/index.js';
import { requireMatch } from '../../platform/http/index.js';
import { Remembered } from '../../platform/memory/index.js';
import { Site, SITE_ID } from './site.entity.js';

/** A change by another process shows here after this time. */
const LIFETIME_MS = 5000;
const KEY_LIFETIME_MS = 60_000;

/** Reads and sets the one site. */
@Injectable()
export class SitesService {
  private readonly site = new Remembered(LIFETIME_MS, async () => {
    this.lastRead = await this.sites.findOneByOrFail({ id: SITE_ID });
    return this.lastRead;
  });
  private readonly key = new Remembered(KEY_LIFETIME_MS, () =>
    this.sites.findOneOrFail({ where: { id: SITE_ID }, select: { csrfKey: true } }),
  );
  private lastRead: Readonly<Site> | undefined;
  private reading: Promise<unknown> | undefined;

  constructor(
    private readonly database: Database,
    @InjectRepository(Site) private readonly sites: Repository<Site>,
  ) {}

  /** The site; it may be five seconds old. */
  require(): Promise<Readonly<Site>> {
    return this.site.get();
  }

  /**
   * The site as last read, for pages that must not wait for the database; undefined until it was read once. An old one is
   * read again meanwhile.
   */
  latest(): Readonly<Site> | undefined {
    this.reading ??= this.require()
      .catch(() => undefined)
      .finally(() => {
        this.reading = undefined;
      });
    return this.lastRead;
  }

  /** The current settings as JSON text. */
  async read(): Promise<string> {
    return textOf(await this.sites.findOneByOrFail({ id: SITE_ID }));
  }

  /** Sets all settings, and returns them as JSON text. @throws PreconditionFailedError */
  async replace(body: SiteBody, ifMatch: string | undefined): Promise<string> {
    return this.database.transaction(async (transaction) => {
      const sites = transaction.manager.getRepository(Site);
      const lock = { mode: 'pessimistic_write' } as const;
      requireMatch(ifMatch, textOf(await sites.findOneOrFail({ where: { id: SITE_ID }, lock })));
      await this.upsert(transaction, { ...NO_ADDRESSES, ...definedOf(body) });
      return textOf(await sites.findOneByOrFail({ id: SITE_ID }));
    });
  }

  /** Applies a description; absent settings stay. Seen here from the commit on, elsewhere within five seconds. */
  async upsert(transaction: Transaction, description: Partial<SiteBody>): Promise<UpsertResult> {
    const site = await transaction.manager.findOneBy(Site, { id: SITE_ID });
    const next = definedOf({
      platformName: description.platform_name,
      lmsUrlRoot: description.lms_url_root,
      partnerFromAddress: description.partner_from_address,
      recordsEnabled: description.records_enabled,
      recordsHelpUrl: description.records_help_url,
      learnerRecordMfeUrl: description.learner_record_mfe_url,
    });
    const changed = Object.entries(next).some(([name, value]) => site?.[name as keyof Site] !== value);
    if (!changed) return 'unchanged';
    await transaction.manager.save(Site, { id: SITE_ID, ...next });
    transaction.afterCommit(() => this.forget());
    return site === null ? 'created' : 'changed';
  }

  /** The key of tokens against forged requests: the same in all processes, for a minute also after it was replaced. */
  async csrfKey(): Promise<string> {
    return (await this.key.get()).csrfKey;
  }

  /** Drops the remembered site, so that the next `require` reads it again. */
  forget(): void {
    this.site.forget();
  }
}

const NO_ADDRESSES = {
  lms_url_root: null,
  partner_from_address: null,
  records_help_url: null,
  learner_record_mfe_url: null,
};

function definedOf<Values extends object>(values: Values): Partial<Values> {
  const defined = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as Partial<Values>;
}

function textOf(site: Site): string {
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
