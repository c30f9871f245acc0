import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { type JsonAnswer, RemoteClient } from '../../platform/remote/index.js';
import { isPrintableName } from '../users/profile-claims.js';

/** An account with all its fields has a few kilobytes. */
const LARGEST_ANSWER_BYTES = 256 * 1024;

/** For both questions together, with the one for a token. */
const ANSWER_TIMEOUT_MS = 5000;

/** Names as the LMS knows them. Empty: it has none. Undefined: it did not say, and what is known stays. */
export interface LmsNames {
  readonly name: string | undefined;
  /** Empty also while the LMS does not use the verified name for certificates. */
  readonly verifiedName: string | undefined;
  /** Why the answer is not whole, without personal data; undefined when it is. */
  readonly problem: string | undefined;
}

/** Asks the LMS for the names of its users, as an OAuth client of it. */
@Injectable()
export class LmsNamesClient {
  /** Whether there is an LMS to ask. */
  readonly enabled: boolean;
  private readonly root: string;
  private readonly client: RemoteClient;

  constructor({ lmsUrl, lmsOauthClientId, lmsOauthClientSecret }: Config) {
    this.enabled = lmsOauthClientId !== undefined;
    this.root = (lmsUrl ?? 'http://localhost').replace(/\/+$/, '');
    this.client = new RemoteClient({
      tokenUrl: new URL(`${this.root}/oauth2/access_token`),
      clientId: lmsOauthClientId ?? '',
      clientSecret: lmsOauthClientSecret ?? '',
      hint: 'check LMS_OAUTH_CLIENT_ID and LMS_OAUTH_CLIENT_SECRET',
    });
  }

  /** Asks both questions at once. A part that fails does not spoil the other one. Never rejects. */
  async find(username: string, signal: AbortSignal): Promise<LmsNames> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    const [account, affirmation] = await Promise.all([
      this.ask(accountPath(username), 'the account', within, readAccount),
      this.ask(affirmationPath(username), 'the verified name', within, readAffirmation),
    ]);
    // Both have the same one when no token is issued.
    const problems = new Set([account.problem, affirmation.problem].filter((one) => one !== undefined));
    return {
      name: account.name,
      verifiedName: affirmation.name,
      problem: problems.size > 0 ? [...problems].join('; ') : undefined,
    };
  }

  private async ask(
    path: string | undefined,
    what: string,
    signal: AbortSignal,
    read: (answer: JsonAnswer) => PartialAnswer,
  ): Promise<PartialAnswer> {
    // No LMS has such a user, and the address would be another one.
    if (path === undefined) return {};
    const place = `${this.root}: ${what}`;
    try {
      const answer = await this.client.get(new URL(`${this.root}${path}`), {
        signal,
        place,
        largestBytes: LARGEST_ANSWER_BYTES,
      });
      const { name, problem } = read(answer);
      return { name, problem: problem === undefined ? undefined : `${place}: ${problem}` };
    } catch (error) {
      const late = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
      const whole = `${place}: no whole answer within ${ANSWER_TIMEOUT_MS / 1000} s`;
      return { problem: late ? whole : (error as Error).message };
    }
  }
}

interface PartialAnswer {
  readonly name?: string | undefined;
  readonly problem?: string | undefined;
}

function accountPath(username: string): string | undefined {
  return /^\.{1,2}$/.test(username) ? undefined : `/api/user/v1/accounts/${encodeURIComponent(username)}`;
}

function affirmationPath(username: string): string {
  const query = new URLSearchParams({ username });
  return `/api/edx_name_affirmation/v1/verified_name?${query.toString()}`;
}

/** The LMS answers a client who is staff with 403, and others with 404, when it has no such user. */
function readAccount({ status, body }: JsonAnswer): PartialAnswer {
  if (status === 404 || status === 403) return {};
  if (status !== 200) return { problem: `status ${status}` };
  const { name } = asObject(body);
  if (name === null) return { name: '' };
  if (typeof name === 'string') return { name: cleaned(name) };
  return { problem: 'it has no name; the client’s user must be staff in the LMS' };
}

function readAffirmation({ status, body }: JsonAnswer): PartialAnswer {
  if (status === 404) return { name: '' };
  if (status === 403) return { problem: 'status 403; the client’s user must be staff in the LMS' };
  if (status !== 200) return { problem: `status ${status}` };
  const { verified_name: name, use_verified_name_for_certs: counts } = asObject(body);
  if (counts === false || counts === null) return { name: '' };
  if (counts === true && (name === null || typeof name === 'string')) return { name: cleaned(name ?? '') };
  return { problem: 'it is no verified name' };
}

function asObject(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** The name in one line; empty when it is too long, or a reader would see nothing. */
function cleaned(name: string): string {
  const line = name.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return isPrintableName(line) ? line : '';
}
