import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { Database, type Transaction } from '../platform/database/index.js';
import { NotFoundError } from '../platform/errors/index.js';
import { requireUuid } from '../platform/http/index.js';
import type { CheckedImage } from '../platform/images/index.js';
import { OwnedPictures, type Place } from '../platform/pictures/index.js';
import { OrganizationLogo } from './entities/organization-logo.entity.js';
import { Organization } from './entities/organization.entity.js';

/** An organization whose logo is to be fetched. */
export interface DueLogo {
  readonly organization: Pick<Organization, 'id' | 'uuid' | 'key'>;
  readonly url: string;
}

/** The logos of organizations: staff upload them, or the sync fetches them. */
@Injectable()
export class OrganizationLogosService extends OwnedPictures<OrganizationLogo> {
  constructor(database: Database) {
    super(database, OrganizationLogo);
  }

  /** Logos that the catalog names and that are not stored, or from another address. Uploaded ones stay. */
  async findDue(): Promise<DueLogo[]> {
    const { manager } = this.database;
    const named = await manager.find(Organization, {
      select: { id: true, uuid: true, key: true, certificateLogoImageUrl: true },
      where: { certificateLogoImageUrl: Not(IsNull()) },
      order: { id: 'ASC' },
    });
    const stored = await manager.find(OrganizationLogo, { select: { ownerId: true, sourceUrl: true } });
    const sources = new Map(stored.map(({ ownerId, sourceUrl }) => [ownerId, sourceUrl]));
    return named
      .map(({ certificateLogoImageUrl, ...organization }) => ({
        organization,
        url: certificateLogoImageUrl!,
      }))
      .filter(({ organization: { id }, url }) => {
        const source = sources.get(id);
        return source === undefined || (source !== null && source !== url);
      });
  }

  /** Stores a fetched logo, unless staff uploaded one or the catalog names another address meanwhile. */
  async keep({ organization: { uuid }, url }: DueLogo, image: CheckedImage): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      const organization = await lock(transaction, uuid);
      if (organization?.certificateLogoImageUrl !== url) return false;
      return this.storeFetched(transaction, organization.id, image, url);
    });
  }

  /** Removes fetched logos that the catalog no longer names. @returns how many */
  async removeUnnamed(): Promise<number> {
    const { manager } = this.database;
    const fetched = await manager.find(OrganizationLogo, {
      select: { ownerId: true },
      where: { sourceUrl: Not(IsNull()) },
    });
    const unnamed = await manager.find(Organization, {
      select: { id: true },
      where: { id: In(fetched.map(({ ownerId }) => ownerId)), certificateLogoImageUrl: IsNull() },
    });
    // Without a lock: where an address is set meanwhile, the logo is due again.
    const { affected } = await manager.delete(OrganizationLogo, {
      ownerId: In(unnamed.map(({ id }) => id)),
      sourceUrl: Not(IsNull()),
    });
    return affected ?? 0;
  }

  protected async requireOwner({ uuid = '' }: Place, transaction?: Transaction): Promise<number> {
    const dashed = requireUuid(uuid);
    const organization =
      transaction === undefined
        ? await this.database.manager.findOneBy(Organization, { uuid: dashed })
        : await lock(transaction, dashed);
    if (organization === null) throw new NotFoundError('The catalog has no such entry.');
    return organization.id;
  }
}

function lock({ manager }: Transaction, uuid: string): Promise<Organization | null> {
  return manager.findOne(Organization, { where: { uuid }, lock: { mode: 'for_no_key_update' } });
}
