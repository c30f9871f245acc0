import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Env } from '../../src/config/index.js';
import { FakeRemote, sendJson, type TokenRefusal } from './fake-remote.js';

/**
 * How the LMS misbehaves. `token refused once`, `status 401`, `client refused` and `HTML for a token` are about the token,
 * the others about each answer.
 */
export type LmsFault =
  | 'silent'
  | 'token refused once'
  | 'status 401'
  | 'client refused'
  | 'HTML for a token'
  | 'status 403'
  | 'status 404'
  | 'status 429'
  | 'status 500'
  | 'status 503'
  | 'HTML'
  | 'redirect'
  | 'cut off'
  | 'hung up'
  | 'huge'
  | 'a list'
  | 'wrong types'
  | 'no name';

export interface LmsUser {
  readonly name: string | null;
  readonly verified_name?: string;
  readonly use_verified_name_for_certs?: boolean | null;
  /** The user whom the answers name; default: the one asked for. */
  readonly username?: string;
  /** Of the answers about this user only; not those about the token. */
  readonly fault?: LmsFault;
}

const CREDENTIALS = { client_id: 'names-client', client_secret: 'names-secret' };

const ACCOUNTS = '/lms/api/user/v1/accounts/';
const VERIFIED_NAME = '/lms/api/edx_name_affirmation/v1/verified_name';

/** An LMS on loopback, below a path: it issues tokens and knows the names of its users. */
export class FakeLms extends FakeRemote {
  users: Record<string, LmsUser> = {};
  /** Of the accounts; also of verified names unless `affirmationFault` is set. */
  fault: LmsFault | undefined;
  affirmationFault: LmsFault | 'none' | undefined;
  private refusedBelow = 0;
  private waiting: (() => void)[] = [];

  static async start(): Promise<FakeLms> {
    const fake = new FakeLms(CREDENTIALS, '/lms/oauth2/access_token');
    await fake.listen();
    return fake;
  }

  get url(): string {
    return `${this.origin}/lms`;
  }

  /** Settings with which the service asks this server. */
  get env(): Env {
    return {
      LMS_URL: `${this.url}/`,
      LMS_OAUTH_CLIENT_ID: CREDENTIALS.client_id,
      LMS_OAUTH_CLIENT_SECRET: CREDENTIALS.client_secret,
    };
  }

  /** How often the name of an account was asked for. */
  asked(username: string): number {
    return this.requests.filter((path) => path === `${ACCOUNTS}${encodeURIComponent(username)}`).length;
  }

  /** Answers the requests that the fault `silent` has kept, and all later ones. */
  speak(): void {
    this.fault = undefined;
    for (const answer of this.waiting.splice(0)) answer();
  }

  /** Back to an LMS that knows nobody and has no fault. */
  reset(): void {
    this.speak();
    this.affirmationFault = undefined;
    this.users = {};
    this.requests.length = 0;
    this.tokenForms.length = 0;
  }

  protected override refusal(): TokenRefusal | undefined {
    if (this.fault === 'HTML for a token') return 'HTML';
    return this.fault === 'client refused' ? 'client refused' : undefined;
  }

  protected async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (this.fault === 'silent') await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.fault === 'token refused once') {
      this.refusedBelow = this.tokens + 1;
      this.fault = undefined;
    }
    const token = this.presentedToken(request);
    if (token === undefined || token < this.refusedBelow) {
      sendJson(response, 401, {});
      return;
    }
    const isAccount = url.pathname !== VERIFIED_NAME;
    const username = isAccount ? accountOf(url) : url.searchParams.get('username');
    const user = username === null ? undefined : this.users[username];
    const common = isAccount ? this.fault : (this.affirmationFault ?? this.fault);
    const fault = common === 'none' ? undefined : (user?.fault ?? common);
    if (fault !== undefined) misbehave(response, fault, this.url);
    else if (isAccount) answerAccount(response, username, user);
    else answerAffirmation(response, user);
  }
}

function accountOf({ pathname }: URL): string | null {
  return pathname.startsWith(ACCOUNTS) ? decodeURIComponent(pathname.slice(ACCOUNTS.length)) : null;
}

function answerAccount(response: ServerResponse, asked: string | null, user: LmsUser | undefined): void {
  // As the LMS answers a client who is staff.
  if (user === undefined) sendJson(response, 403, {});
  else sendJson(response, 200, { username: user.username ?? asked, name: user.name });
}

function answerAffirmation(response: ServerResponse, user: LmsUser | undefined): void {
  if (user?.verified_name === undefined) {
    sendJson(response, 404, {});
    return;
  }
  const { username, verified_name, use_verified_name_for_certs = false } = user;
  sendJson(response, 200, { username, verified_name, use_verified_name_for_certs, is_verified: true });
}

function misbehave(response: ServerResponse, fault: LmsFault, url: string): void {
  const text = JSON.stringify({ name: 'Half A. Name', padding: 'x'.repeat(200) });
  switch (fault) {
    case 'hung up':
      return void response.destroy();
    case 'HTML':
      response.writeHead(200, { 'content-type': 'text/html' });
      return void response.end('<html><title>Sign in</title></html>');
    case 'redirect':
      response.writeHead(302, { location: `${url}/login` });
      return void response.end();
    case 'cut off':
      response.writeHead(200, { 'content-length': Buffer.byteLength(text) });
      return void response.write(text.slice(0, text.length / 2), () => response.destroy());
    case 'huge':
      return void response.end(JSON.stringify({ name: 'Huge', padding: 'x'.repeat(1_000_000) }));
    case 'a list': {
      sendJson(response, 200, [{ name: 'Listed' }]);
      return;
    }
    case 'wrong types': {
      sendJson(response, 200, { name: 5, verified_name: {}, use_verified_name_for_certs: 'yes' });
      return;
    }
    case 'no name': {
      sendJson(response, 200, { username: 'somebody', is_active: true });
      return;
    }
    default: {
      sendJson(response, Number(fault.slice(-3)) || 500, {});
      return;
    }
  }
}
