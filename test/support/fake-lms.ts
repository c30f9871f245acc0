import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Env } from '../../src/config/index.js';
import { FakeRemote, sendJson } from './fake-remote.js';

/** How the LMS misbehaves. `token refused once` and `status 401` are about the token, the others about each answer. */
export type LmsFault =
  | 'silent'
  | 'token refused once'
  | 'status 401'
  | 'client refused'
  | 'status 403'
  | 'status 404'
  | 'status 500'
  | 'status 503'
  | 'HTML'
  | 'redirect'
  | 'cut off'
  | 'huge'
  | 'a list'
  | 'wrong types'
  | 'no name';

export interface LmsUser {
  readonly name: string | null;
  readonly verified_name?: string;
  readonly use_verified_name_for_certs?: boolean | null;
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

  protected override refusesClient(): boolean {
    return this.fault === 'client refused';
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
    if (url.pathname === VERIFIED_NAME) {
      const user = this.find(url.searchParams.get('username'));
      const fault = this.affirmationFault === 'none' ? undefined : (this.affirmationFault ?? this.fault);
      if (fault !== undefined) {
        misbehave(response, fault, this.url);
        return;
      }
      if (user?.verified_name === undefined) {
        sendJson(response, 404, {});
        return;
      }
      const { verified_name, use_verified_name_for_certs = false } = user;
      sendJson(response, 200, { verified_name, use_verified_name_for_certs, is_verified: true });
      return;
    }
    if (this.fault !== undefined) {
      misbehave(response, this.fault, this.url);
      return;
    }
    const username = url.pathname.startsWith(ACCOUNTS) ? url.pathname.slice(ACCOUNTS.length) : '';
    const user = this.find(decodeURIComponent(username));
    // As the LMS answers a client who is staff.
    if (user === undefined) sendJson(response, 403, {});
    else sendJson(response, 200, { username, name: user.name });
  }

  private find(username: string | null): LmsUser | undefined {
    return username === null ? undefined : this.users[username];
  }
}

function misbehave(response: ServerResponse, fault: LmsFault, url: string): void {
  const text = JSON.stringify({ name: 'Half A. Name', padding: 'x'.repeat(200) });
  switch (fault) {
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
