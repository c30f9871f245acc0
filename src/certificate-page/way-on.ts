import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/index.js';
import { SitesService } from '../identity/index.js';
import { displayText } from './display-text.js';
import type { MessageLink } from './view/message.js';

/** The platform that shows a page, and the places to which its reader can go from there. */
export interface Platform {
  /** Empty while the database has not been read yet. */
  readonly name: string;
  readonly links: readonly MessageLink[];
}

/** Knows the platform of an installation as last read: pages of errors do not wait for a database. */
@Injectable()
export class WayOn implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly sites: SitesService,
  ) {}

  /** So that the first page of an error has the name, too. */
  onApplicationBootstrap(): void {
    this.sites.latest();
  }

  platform(): Platform {
    const site = this.sites.latest();
    const records = this.config.learnerRecordUrl ?? site?.learnerRecordMfeUrl;
    const lms = this.config.lmsUrl ?? site?.lmsUrlRoot;
    const links: MessageLink[] = [];
    if (records && site?.recordsEnabled !== false) links.push(['records', records]);
    if (lms) links.push(['platform', lms]);
    if (links.length === 0)
      links.push(['start', `${new URL(this.config.publicUrl).pathname.replace(/\/+$/, '')}/`]);
    return { name: displayText(site?.platformName ?? ''), links };
  }
}
