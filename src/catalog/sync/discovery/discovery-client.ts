import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { CatalogSyncError } from '../catalog-sync-error.js';
import { AccessToken } from './access-token.js';
import { requestJson } from './request-json.js';

/** The lists of the Discovery API that make a catalog, with the query of each. */
export const ENDPOINTS = {
  organizations: {},
  courses: { include_hidden_course_runs: '1' },
  programs: {},
  pathways: {},
} as const;
export type Endpoint = keyof typeof ENDPOINTS;

/** A longer list must be a mistake: it would fill the memory before the time is up. */
const MOST_ENTRIES = 250_000;

interface Page {
  readonly count: number;
  readonly next: string | null;
  readonly results: readonly unknown[];
}

/** Reads the lists of a Discovery API page by page, from the configured origin only. */
@Injectable()
export class DiscoveryClient {
  constructor(
    private readonly config: Config,
    private readonly token: AccessToken,
  ) {}

  /**
   * The pages of a list. `next` only says that another page exists; we build its address.
   * @throws CatalogSyncError when a page is missing, malformed or points elsewhere, or when the number of entries
   * differs from the count on each page
   */
  async *pages(
    endpoint: Endpoint,
    pageSize: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly unknown[]> {
    let read = 0;
    for (let number = 1, more = true; more; number += 1) {
      const url = this.address(endpoint, number, pageSize);
      const page = requirePage(await this.get(url, signal), url);
      read += page.results.length;
      more = page.next !== null;
      requireCount(url, page, read, more);
      yield page.results;
    }
  }

  private address(endpoint: Endpoint, page: number, pageSize: number): URL {
    const url = new URL(`${endpoint}/`, this.config.catalogApiUrl);
    const query = {
      ...ENDPOINTS[endpoint],
      exclude_utm: '1',
      page: String(page),
      page_size: String(pageSize),
    };
    url.search = new URLSearchParams(query).toString();
    return url;
  }

  /** Gets one page. If the token is refused, it asks for a new token and tries once more. */
  private async get(url: URL, signal: AbortSignal): Promise<unknown> {
    for (const lastTry of [false, true]) {
      const headers = { authorization: `JWT ${await this.token.obtain(signal)}` };
      const { status, body } = await requestJson({ url, headers, signal });
      if (status === 200) return body;
      if (status !== 401 || lastTry) throw new CatalogSyncError(`GET ${url.href}: status ${status}`);
      this.token.forget();
    }
    return undefined;
  }
}

function requirePage(body: unknown, url: URL): Page {
  const { count, next, results } = (body ?? {}) as Record<string, unknown>;
  const sound =
    Number.isSafeInteger(count) && Array.isArray(results) && (next === null || typeof next === 'string');
  if (!sound) throw new CatalogSyncError(`GET ${url.href}: not a page with count, next and results`);
  if (typeof next === 'string' && originOf(next, url) !== url.origin) {
    throw new CatalogSyncError(`GET ${url.href}: its next page is at another origin, which is refused`);
  }
  return { count: count as number, next: next, results };
}

/** Refuses wrong counts: if entries come or go during the download, others move to pages that were already read. */
function requireCount(url: URL, { count, results }: Page, read: number, more: boolean): void {
  if (count > MOST_ENTRIES) {
    throw new CatalogSyncError(
      `GET ${url.href}: a list of ${count} entries; at most ${MOST_ENTRIES} are read`,
    );
  }
  const wrong = more ? results.length === 0 || read >= count : read !== count;
  if (!wrong) return;
  throw new CatalogSyncError(
    `GET ${url.href}: ${read} entries came of ${count}${more ? ', and more are announced' : ''}; try again`,
  );
}

function originOf(address: string, base: URL): string | undefined {
  return URL.canParse(address, base.href) ? new URL(address, base).origin : undefined;
}
