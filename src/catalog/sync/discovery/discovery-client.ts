import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { RemoteClient } from '../../../platform/remote/index.js';
import { CatalogSyncError } from '../catalog-sync-error.js';

/** The lists of the Discovery API that make a catalog, with the query of each. */
export const ENDPOINTS = {
  organizations: {},
  courses: { include_hidden_course_runs: '1' },
  programs: {},
  pathways: {},
} as const;
export type Endpoint = keyof typeof ENDPOINTS;

const TOKEN_PATH = '/oauth2/access_token';

/** A longer list must be a mistake: it would fill the memory before the time is up. */
const MOST_ENTRIES = 250_000;

interface Page {
  readonly count: number;
  /** Whether another page exists. */
  readonly more: boolean;
  readonly results: readonly unknown[];
}

/** Reads the lists of a Discovery API page by page, from the configured origin only. */
@Injectable()
export class DiscoveryClient {
  private client: RemoteClient | undefined;

  constructor(private readonly config: Config) {}

  /**
   * The pages of a list. `next` only says that another page exists; we build its address and ask no other one.
   * @throws CatalogSyncError when a page is missing or malformed, or when the number of entries differs from the
   * count on each page
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
      more = page.more;
      requireCount(url, page, read);
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

  private async get(url: URL, signal: AbortSignal): Promise<unknown> {
    const { status, body } = await this.asClient().get(url, { signal });
    if (status !== 200) throw new CatalogSyncError(`GET ${url.href}: status ${status}`);
    return body;
  }

  private asClient(): RemoteClient {
    const { catalogApiUrl, catalogOauthUrl, catalogClientId = '', catalogClientSecret = '' } = this.config;
    return (this.client ??= new RemoteClient({
      tokenUrl: new URL(catalogOauthUrl ?? TOKEN_PATH, catalogApiUrl),
      clientId: catalogClientId,
      clientSecret: catalogClientSecret,
      hint: 'check CATALOG_OAUTH_URL, CATALOG_OAUTH_CLIENT_ID and CATALOG_OAUTH_CLIENT_SECRET',
    }));
  }
}

/** `next` is read as yes or no: behind a proxy its host and scheme are often those of the inside. */
function requirePage(body: unknown, url: URL): Page {
  const { count, next, results } = (body ?? {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(count) || !Array.isArray(results))
    throw new CatalogSyncError(`GET ${url.href}: not a page with count, next and results`);
  return { count: count as number, more: Boolean(next), results };
}

/** Refuses wrong counts: if entries come or go during the download, others move to pages that were already read. */
function requireCount(url: URL, { count, results, more }: Page, read: number): void {
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
