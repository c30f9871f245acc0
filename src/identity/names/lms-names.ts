import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import {
  type JsonAnswer,
  RemoteClient,
  RemoteError,
  type RemoteTrouble,
} from '../../platform/remote/index.js';
import { isSameName } from '../users/principal.js';
import { isPrintableName } from '../users/profile-claims.js';

/** An account with all its fields has a few kilobytes. */
const LARGEST_ANSWER_BYTES = 256 * 1024;

/** For both questions together, with the one for a token. */
const ANSWER_TIMEOUT_MS = 5000;

/** Names as the LMS knows them. Undefined: it did not say, or what it said is no name. What is known stays then. */
export interface LmsNames {
  readonly name: string | undefined;
  /** Empty: there is none, or the LMS does not use it for certificates. */
  readonly verifiedName: string | undefined;
  /** Why the answer is not whole, without personal data; undefined when it is. */
  readonly problem: string | undefined;
  readonly end: QuestionEnd;
}

/**
 * What a question tells of the LMS. `whole`: it answers. `partly`: it answers, and something is odd about this user.
 * `useless`: no part can be used. `silent`: no answer came, or not in time. `refused`: nobody may ask now. `not asked`: nothing.
 */
export type QuestionEnd = 'whole' | 'partly' | RemoteTrouble | 'not asked';

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
    // No LMS has such a user, and the address would be another one.
    if (/^\.{1,2}$/.test(username)) return NOBODY;
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    const [account, affirmation] = await Promise.all([
      this.ask(accountPath(username), 'the account', within, (answer) => readAccount(answer, username)),
      this.ask(affirmationPath(username), 'the verified name', within, (answer) =>
        readAffirmation(answer, username),
      ),
    ]);
    // Both have the same one when no token is issued.
    const problems = new Set([account.problem, affirmation.problem].filter((one) => one !== undefined));
    return {
      name: account.name,
      verifiedName: account.isUnknown === true ? undefined : affirmation.name,
      problem: problems.size > 0 ? [...problems].join('; ') : undefined,
      end: endOf(account, affirmation),
    };
  }

  private async ask(
    path: string,
    what: string,
    signal: AbortSignal,
    read: (answer: JsonAnswer) => PartialAnswer,
  ): Promise<PartialAnswer> {
    const place = `${this.root}: ${what}`;
    try {
      const answer = await this.client.get(new URL(`${this.root}${path}`), {
        signal,
        place,
        largestBytes: LARGEST_ANSWER_BYTES,
      });
      const part = read(answer);
      return part.problem === undefined ? part : { ...part, problem: `${place}: ${part.problem}` };
    } catch (error) {
      const late = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
      const whole = `${place}: no whole answer within ${ANSWER_TIMEOUT_MS / 1000} s`;
      if (late) return { problem: whole, trouble: 'silent' };
      return {
        problem: (error as Error).message,
        trouble: error instanceof RemoteError ? error.trouble : undefined,
      };
    }
  }
}

interface PartialAnswer {
  readonly name?: string | undefined;
  /** The LMS has no such user. */
  readonly isUnknown?: boolean;
  readonly problem?: string | undefined;
  /** The kind of the problem; default: `useless`. */
  readonly trouble?: RemoteTrouble | undefined;
}

const NOBODY: LmsNames = { name: undefined, verifiedName: undefined, problem: undefined, end: 'not asked' };

/** One part that is good, or useless, shows that the LMS is there. */
function endOf(account: PartialAnswer, affirmation: PartialAnswer): QuestionEnd {
  const parts = [account, affirmation];
  const troubles = parts.map(({ problem, trouble = 'useless' }) =>
    problem === undefined ? undefined : trouble,
  );
  if (troubles.every((one) => one === undefined)) return 'whole';
  if (account.problem === undefined && account.isUnknown !== true) return 'partly';
  if (troubles.includes('refused')) return 'refused';
  return troubles.every((one) => one === 'silent') ? 'silent' : 'useless';
}

function accountPath(username: string): string {
  return `/api/user/v1/accounts/${encodeURIComponent(username)}`;
}

function affirmationPath(username: string): string {
  const query = new URLSearchParams({ username });
  return `/api/edx_name_affirmation/v1/verified_name?${query.toString()}`;
}

/** The LMS answers a client who is staff with 403, and others with 404, when it has no such user. */
function readAccount({ status, body }: JsonAnswer, username: string): PartialAnswer {
  if (status === 404 || status === 403) return { isUnknown: true };
  if (status !== 200) return ofStatus(status);
  const { name, username: owner } = asObject(body);
  if (name !== null && typeof name !== 'string')
    return { problem: 'it has no name; the client’s user must be staff in the LMS' };
  if (isOfAnother(owner, username)) return ANOTHER;
  return { name: cleaned(name) };
}

function readAffirmation({ status, body }: JsonAnswer, username: string): PartialAnswer {
  if (status === 404) return { name: '' };
  if (status === 403) return { problem: 'status 403; the client’s user must be staff in the LMS' };
  if (status !== 200) return ofStatus(status);
  const { verified_name: name, use_verified_name_for_certs: counts, username: owner } = asObject(body);
  if (isOfAnother(owner, username)) return ANOTHER;
  if (counts === false || counts === null) return { name: '' };
  if (counts === true && (name === null || typeof name === 'string')) return { name: cleaned(name) };
  return { problem: 'it is no verified name' };
}

const ANOTHER: PartialAnswer = { problem: 'it is about another user' };

/** A refused token, an overload and maintenance are about all questions. All else may be about this user. */
function ofStatus(status: number): PartialAnswer {
  const isForAll = status === 401 || status === 429 || status === 503;
  return { problem: `status ${status}`, trouble: isForAll ? 'refused' : 'useless' };
}

function isOfAnother(owner: unknown, username: string): boolean {
  if (owner === undefined || owner === null) return false;
  return typeof owner !== 'string' || !isSameName(owner, username);
}

function asObject(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** The name in one line; undefined when there is none, it is too long, or a reader would see nothing. */
function cleaned(name: string | null): string | undefined {
  const line = name?.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim() ?? '';
  return isPrintableName(line) ? line : undefined;
}
