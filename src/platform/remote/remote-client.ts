import { RemoteError } from './remote-error.js';
import { type JsonAnswer, type JsonRequest, requestJson } from './request-json.js';

/** A token must outlive the request that carries it. */
const MARGIN_MS = 60_000;

/** The life of a token whose answer has no valid `expires_in`. */
const DEFAULT_LIFE_MS = 300_000;

export interface RemoteClientSettings {
  /** The address that issues tokens. */
  readonly tokenUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What an operator should check when no token is issued. */
  readonly hint: string;
}

interface Token {
  readonly text: string;
  /** The time until which the token is used, on the clock of `performance.now()`. */
  readonly goodUntil: number;
}

/** How to ask one question. */
export type RemoteQuestion = Pick<JsonRequest, 'signal' | 'place' | 'largestBytes'>;

/** Asks another service as an OAuth client. Keeps its token until shortly before it expires. */
export class RemoteClient {
  private token: Token | undefined;
  private requested: Promise<Token> | undefined;

  constructor(private readonly settings: RemoteClientSettings) {}

  /**
   * Gets an address. If the token is refused, asks for a new token and tries once more.
   * @throws RemoteError when no token is issued or no answer comes
   */
  async get(url: URL, question: RemoteQuestion): Promise<JsonAnswer> {
    const token = await this.validToken(question.signal);
    const answer = await ask(url, token, question);
    if (answer.status !== 401) return answer;
    // Another question may have replaced it already.
    if (this.token === token) this.token = undefined;
    return ask(url, await this.validToken(question.signal), question);
  }

  /** Questions at the same time share one request for a token. */
  private async validToken(signal: AbortSignal): Promise<Token> {
    if (this.token !== undefined && performance.now() < this.token.goodUntil) return this.token;
    this.requested ??= this.request(signal).finally(() => (this.requested = undefined));
    return (this.token = await this.requested);
  }

  private async request(signal: AbortSignal): Promise<Token> {
    const { tokenUrl: url, clientId, clientSecret, hint } = this.settings;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      token_type: 'jwt',
    });
    const askedAt = performance.now();
    const { status, body } = await requestJson({ url, headers: {}, form, signal }).catch(asRefusal);
    const { access_token: text, expires_in: seconds } = (body ?? {}) as Record<string, unknown>;
    if (status !== 200 || typeof text !== 'string' || !/^[\x21-\x7e]+$/.test(text))
      throw new RemoteError(`${url.origin}${url.pathname}: no token (status ${status}); ${hint}`, 'refused');
    const life = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : DEFAULT_LIFE_MS;
    // A token that lives less than two margins is used for half its life.
    return { text, goodUntil: askedAt + Math.max(life - MARGIN_MS, life / 2) };
  }
}

/** Without a token no question can be asked, whatever the answer was. */
function asRefusal(error: RemoteError): never {
  throw error.trouble === 'useless' ? new RemoteError(error.message, 'refused') : error;
}

function ask(url: URL, { text }: Token, question: RemoteQuestion): Promise<JsonAnswer> {
  return requestJson({ ...question, url, headers: { authorization: `JWT ${text}` } });
}
