import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { CatalogSyncError } from '../catalog-sync-error.js';
import { CatalogReader } from './catalog-reader.js';
import { DiscoveryClient, type Endpoint, ENDPOINTS } from './discovery-client.js';
import { uuidOf } from './raw-entry.js';

/** So many pages in a row without a new entry: the list has no end. A few entries come twice when a list changes. */
const MOST_STALE_PAGES = 3;

/** Downloads a whole catalog, or fails. Single entries that cannot be taken are left out. */
@Injectable()
export class CatalogDownload {
  constructor(
    private readonly discovery: DiscoveryClient,
    private readonly config: Config,
  ) {}

  /** @throws CatalogSyncError when an answer is missing or wrong, or a list has no end */
  async run(pageSize: number, signal: AbortSignal): Promise<CatalogReader> {
    const reader = new CatalogReader(new URL(this.config.catalogApiUrl!).origin);
    for (const list of Object.keys(ENDPOINTS) as Endpoint[]) {
      const met = new Set<string>();
      let page = 0;
      let stale = 0;
      for await (const results of this.discovery.pages(list, pageSize, signal)) {
        page += 1;
        const before = met.size;
        for (const [index, entry] of results.entries()) {
          met.add(uuidOf(entry) ?? JSON.stringify(entry));
          reader.add(list, entry, { list, page, position: index + 1 });
        }
        stale = met.size > before ? 0 : stale + 1;
        if (stale === MOST_STALE_PAGES) throw endless(list, page);
      }
    }
    return reader;
  }
}

function endless(list: Endpoint, page: number): CatalogSyncError {
  return new CatalogSyncError(
    `The answer of the Discovery API cannot be used: pages ${page - MOST_STALE_PAGES + 1} to ${page} of ${list} have no new entries`,
  );
}
