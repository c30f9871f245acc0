import type { EnvironmentReader } from './environment-reader.js';

/** A week. */
const LONGEST_INTERVAL_MINUTES = 10_080;

/** Settings of the catalog's source. */
export function readCatalogSource(read: EnvironmentReader, lmsUrl: string | undefined) {
  const api = read.webRoot('CATALOG_API_URL');
  // Some installations use the shorter names for the id and the secret.
  const id = read.text('CATALOG_OAUTH_CLIENT_ID') ?? read.text('CATALOG_CLIENT_ID');
  const secret = read.text('CATALOG_OAUTH_CLIENT_SECRET') ?? read.text('CATALOG_CLIENT_SECRET');
  const interval = read.integer('CATALOG_SYNC_INTERVAL', 0, 0, LONGEST_INTERVAL_MINUTES);
  if (api !== undefined && (id === undefined || secret === undefined)) {
    read.problem('CATALOG_API_URL needs CATALOG_OAUTH_CLIENT_ID and CATALOG_OAUTH_CLIENT_SECRET beside it');
  }
  if (interval > 0 && api === undefined)
    read.problem('CATALOG_SYNC_INTERVAL needs CATALOG_API_URL beside it');
  return {
    catalogApiUrl: api?.replace(/\/*$/, '/'),
    catalogOauthUrl: read.webAddress('CATALOG_OAUTH_URL') ?? tokenAddress(lmsUrl),
    catalogClientId: id,
    catalogClientSecret: secret,
    catalogSyncIntervalMs: 60_000 * interval,
    logoOrigins: read.origins('LOGO_ORIGINS'),
  };
}

/** In a standard installation the LMS issues the tokens, and Discovery none. */
function tokenAddress(lmsUrl: string | undefined): string | undefined {
  return lmsUrl && `${lmsUrl.replace(/\/*$/, '')}/oauth2/access_token`;
}
