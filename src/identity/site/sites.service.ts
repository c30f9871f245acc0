import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Transaction } from '../../platform/database/index.js';
import type { UpsertOutcome } from '../users/index.js';
import { Site } from './site.entity.js';

/** The installation as an operator describes it; what is absent stays as it is. */
export type SiteDescription = Partial<Omit<Site, 'id' | 'modified' | 'updatedAt'>>;

/** Milliseconds after which a change made by another process is seen here. */
const LIFETIME_MS = 5000;

/** The one site. */
@Injectable()
export class SitesService {
  private known: { readonly site: Site; readonly readAt: number } | undefined;

  constructor(@InjectRepository(Site) private readonly sites: Repository<Site>) {}

  /** The site as it was at most five seconds ago. */
  async get(): Promise<Readonly<Site>> {
    const now = performance.now();
    if (this.known === undefined || now - this.known.readAt >= LIFETIME_MS) {
      this.known = { site: await this.sites.findOneByOrFail({ id: 1 }), readAt: now };
    }
    return this.known.site;
  }

  /** Makes the site what the description says. This process knows of it from the commit on, others within five seconds. */
  async upsert(transaction: Transaction, description: SiteDescription): Promise<UpsertOutcome> {
    const site = await transaction.manager.findOneBy(Site, { id: 1 });
    const next = Object.fromEntries(
      Object.entries<unknown>(description).filter(([, value]) => value !== undefined),
    );
    const changed = Object.entries(next).some(([name, value]) => site?.[name as keyof Site] !== value);
    if (!changed) return 'unchanged';
    await transaction.manager.save(Site, { id: 1, ...next });
    transaction.afterCommit(() => this.forget());
    return site === null ? 'created' : 'changed';
  }

  /** Drops what this process remembers, so that the next `get` reads the site again. */
  forget(): void {
    this.known = undefined;
  }
}
