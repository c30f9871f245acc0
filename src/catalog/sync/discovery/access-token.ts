import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { CatalogSyncError } from '../catalog-sync-error.js';
import { requestJson } from './request-json.js';

/** A token is not used in its last moments: it must outlive the request that carries it. */
const MARGIN_MS = 60_000;

/** The life of a token that says nothing about it, or nonsense. */
const DEFAULT_LIFE_MS = 300_000;

const TOKEN_PATH = '/oauth2/access_token';

interface Token {
  readonly text: string;
  /** A time of `performance.now()`. */
  readonly goodUntil: number;
}

/** The token of this service for the Discovery API, by OAuth client credentials; kept until shortly before it expires. */
@Injectable()
export class AccessToken {
  private token: Token | undefined;

  constructor(private readonly config: Config) {}

  /** @throws CatalogSyncError when none is given out */
  async get(signal: AbortSignal): Promise<string> {
    if (this.token === undefined || performance.now() >= this.token.goodUntil) {
      this.token = await this.request(signal);
    }
    return this.token.text;
  }

  /** The API refused it: the next `get` asks for another one. */
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
    // Half of a life shorter than two margins, so that such a token is used at all.
    return { text, goodUntil: askedAt + Math.max(life - MARGIN_MS, life / 2) };
  }
}
