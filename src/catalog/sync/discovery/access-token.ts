import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { CatalogSyncError } from '../catalog-sync-error.js';
import { requestJson } from './request-json.js';

/** A token must outlive the request that carries it. */
const MARGIN_MS = 60_000;

/** The life of a token whose answer has no valid `expires_in`. */
const DEFAULT_LIFE_MS = 300_000;

const TOKEN_PATH = '/oauth2/access_token';

interface Token {
  readonly text: string;
  /** The time until which the token is used, on the clock of `performance.now()`. */
  readonly goodUntil: number;
}

/** This service's token for the Discovery API, by OAuth client credentials; kept until shortly before it expires. */
@Injectable()
export class AccessToken {
  private token: Token | undefined;

  constructor(private readonly config: Config) {}

  /** @throws CatalogSyncError when no token is issued */
  async obtain(signal: AbortSignal): Promise<string> {
    if (this.token === undefined || performance.now() >= this.token.goodUntil) {
      this.token = await this.request(signal);
    }
    return this.token.text;
  }

  /** Drops a refused token: the next `obtain` requests another one. */
  forget(): void {
    this.token = undefined;
  }

  private async request(signal: AbortSignal): Promise<Token> {
    const { catalogApiUrl, catalogOauthUrl, catalogClientId = '', catalogClientSecret = '' } = this.config;
    const url = new URL(catalogOauthUrl ?? TOKEN_PATH, catalogApiUrl);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: catalogClientId,
      client_secret: catalogClientSecret,
      token_type: 'jwt',
    });
    const askedAt = performance.now();
    const { status, body } = await requestJson({ url, headers: {}, form, signal });
    const { access_token: text, expires_in: seconds } = (body ?? {}) as Record<string, unknown>;
    if (status !== 200 || typeof text !== 'string' || !/^[\x21-\x7e]+$/.test(text)) {
      const hint = 'check CATALOG_OAUTH_URL, CATALOG_OAUTH_CLIENT_ID and CATALOG_OAUTH_CLIENT_SECRET';
      throw new CatalogSyncError(`${url.origin}${url.pathname}: no token (status ${status}); ${hint}`);
    }
    const life = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : DEFAULT_LIFE_MS;
    // A token that lives less than two margins is used for half its life.
    return { text, goodUntil: askedAt + Math.max(life - MARGIN_MS, life / 2) };
  }
}
