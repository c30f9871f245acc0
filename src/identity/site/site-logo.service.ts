import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { Database, type Transaction } from '../../platform/database/index.js';
import type { CheckedImage } from '../../platform/images/index.js';
import { Remembered } from '../../platform/memory/index.js';
import { OwnedPictures, type Place } from '../../platform/pictures/index.js';
import { SiteLogo } from './site-logo.entity.js';
import { Site, SITE_ID } from './site.entity.js';

/** A change by another process shows here after this time. */
const LIFETIME_MS = 5000;

/** The logo of the one site: staff upload it, or it is fetched from `THEME_LOGO_URL`. */
@Injectable()
export class SiteLogoService extends OwnedPictures<SiteLogo> {
  private readonly remembered = new Remembered(LIFETIME_MS, () => this.stored());

  constructor(database: Database) {
    super(database, SiteLogo);
  }

  /** Media type and digest of the logo, null without one; they may be five seconds old. */
  async find(): Promise<{ readonly type: string; readonly digest: string } | null> {
    const logo = await this.remembered.get();
    return logo && { type: logo.imageType, digest: logo.imageDigest };
  }

  /** Whether the logo of this address is to be fetched: there is none, or one that came from another address. */
  async isDue(url: string): Promise<boolean> {
    const logo = await this.stored();
    return logo === null || (logo.sourceUrl !== null && logo.sourceUrl !== url);
  }

  /** Stores a fetched logo, unless staff uploaded one meanwhile. */
  async keep(url: string, image: CheckedImage): Promise<boolean> {
    return this.database.transaction(async (transaction) =>
      this.storeFetched(transaction, await this.requireOwner({}, transaction), image, url),
    );
  }

  /** Removes the logo unless staff uploaded it. */
  async removeFetched(): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.manager.delete(SiteLogo, { ownerId: SITE_ID, sourceUrl: Not(IsNull()) });
      this.changed(transaction);
    });
  }

  protected async requireOwner(_place: Place, transaction?: Transaction): Promise<number> {
    const lock = { mode: 'for_no_key_update' } as const;
    await transaction?.manager.findOneOrFail(Site, { where: { id: SITE_ID }, lock });
    return SITE_ID;
  }

  protected override changed(transaction: Transaction): void {
    transaction.afterCommit(() => this.remembered.forget());
  }

  private stored(): Promise<SiteLogo | null> {
    return this.database.manager.findOneBy(SiteLogo, { ownerId: SITE_ID });
  }
}
