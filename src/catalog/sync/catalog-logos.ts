import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { OperatorError } from '../../platform/errors/index.js';
import { fetchPicture } from '../../platform/pictures/index.js';
import { counted } from '../../platform/text/index.js';
import { type DueLogo, OrganizationLogosService } from '../organization-logos.service.js';

/** Requests at the same time: one slow address holds up a few logos only. */
const LOADS_AT_ONCE = 4;

/** The changes of a sync to logos. */
export interface LogoReport {
  readonly fetched: number;
  readonly removed: number;
  /** Logos that could not be fetched or are no pictures, and origins that may not be asked. */
  readonly warnings: readonly string[];
}

/** Fetches the logos that the catalog names, each once, and removes those that it no longer names. */
@Injectable()
export class CatalogLogos {
  constructor(
    private readonly config: Config,
    private readonly logos: OrganizationLogosService,
  ) {}

  /** One logo that fails stops no other one; the next run tries it again. */
  async run(signal: AbortSignal): Promise<LogoReport> {
    const removed = await this.logos.removeUnnamed();
    const origins = new Set([new URL(this.config.catalogApiUrl!).origin, ...this.config.logoOrigins]);
    const due = await this.logos.findDue();
    const foreign = due.filter(({ url }) => URL.canParse(url) && !origins.has(new URL(url).origin));
    const allowed = due.filter((logo) => !foreign.includes(logo));
    const failures: string[] = [];
    let fetched = 0;
    const queue = allowed.values();
    const work = async () => {
      for (const logo of queue) {
        try {
          if (await this.logos.keep(logo, await fetchPicture(logo.url, { origins, signal }))) fetched += 1;
        } catch (error) {
          if (!(error instanceof OperatorError)) throw error;
          failures.push(failureOf(logo, error.message));
        }
      }
    };
    await Promise.all(Array.from({ length: LOADS_AT_ONCE }, work));
    return { fetched, removed, warnings: [...failures, ...warningsOf(foreign)] };
  }
}

/** No reason for the exit code 1: everything that the catalog says is copied. */
function failureOf({ organization: { key, uuid } }: DueLogo, reason: string): string {
  return `organizations (${key} ${uuid}): certificate_logo_image_url: ${reason.replace(/\.$/, '')}; the logo is left as it was`;
}

/** One sentence for each origin. */
function warningsOf(foreign: readonly DueLogo[]): string[] {
  const logosAt = Map.groupBy(foreign, ({ url }) => new URL(url).origin);
  return Array.from(
    logosAt,
    ([origin, logos]) =>
      `${counted(logos.length, 'logo')} at ${origin} not fetched: add this origin to LOGO_ORIGINS if it may be asked`,
  );
}
