import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Env } from '../../src/config/index.js';
import { FakeRemote, sendJson } from './fake-remote.ts';

export type DiscoveryList = 'organizations' | 'courses' | 'programs' | 'pathways';

/** How one page misbehaves. */
export type DiscoveryFault =
  | 'status 500'
  | 'truncated'
  | 'cut off'
  | 'no JSON'
  | 'no page'
  | 'redirect'
  | 'huge'
  | 'huge without length'
  | 'count too high'
  | 'empty but more'
  | 'endless'
  | 'same page for ever'
  | 'too many'
  | 'nested'
  | 'token refused once'
  | 'token refused';

const CREDENTIALS = { client_id: 'credentials-client', client_secret: 'credentials-secret' };

/** A Discovery service on loopback: an OAuth endpoint and four lists by pages, one page of which may misbehave. */
export class FakeDiscovery extends FakeRemote {
  lists: Record<DiscoveryList, unknown[]> = { organizations: [], courses: [], programs: [], pathways: [] };
  fault: { list: DiscoveryList; page: number; fault: DiscoveryFault } | undefined;
  /** Answers at other paths, which need no token, such as pictures. */
  readonly media = new Map<string, (response: ServerResponse) => void>();
  /** The headers of the requests for them. */
  readonly mediaHeaders: IncomingHttpHeaders[] = [];
  onPage: () => Promise<void> | void = () => undefined;
  /** The value of `next`, made from the address of the next page; null on the last one. */
  nextOf: (address: string | null) => unknown = (address) => address;

  static async start(): Promise<FakeDiscovery> {
    const fake = new FakeDiscovery(CREDENTIALS, '/oauth2/access_token');
    await fake.listen();
    return fake;
  }

  /** Settings with which the service uses this server. */
  get env(): Env {
    return {
      CATALOG_API_URL: `${this.origin}/api/v1`,
      CATALOG_OAUTH_CLIENT_ID: CREDENTIALS.client_id,
      CATALOG_OAUTH_CLIENT_SECRET: CREDENTIALS.client_secret,
    };
  }

  protected async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const media = this.media.get(url.pathname);
    if (media !== undefined) {
      this.mediaHeaders.push(request.headers);
      media(response);
      return;
    }
    const list = /^\/api\/v1\/(organizations|courses|programs|pathways)\/$/.exec(url.pathname)?.[1];
    if (list === undefined) {
      sendJson(response, 404, {});
      return;
    }
    if (this.presentedToken(request) === undefined) {
      sendJson(response, 401, {});
      return;
    }
    await this.onPage();
    this.sendPage(response, list as DiscoveryList, url);
  }

  private sendPage(response: ServerResponse, list: DiscoveryList, url: URL): void {
    const page = Number(url.searchParams.get('page'));
    const size = Number(url.searchParams.get('page_size'));
    const all = this.lists[list];
    const results = all.slice((page - 1) * size, page * size);
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const body = {
      count: all.length,
      next: this.nextOf(page * size < all.length ? next.href : null),
      previous: null,
      results,
    };
    const { fault } = this;
    if (fault?.list === list && fault.page === page) this.misbehave(response, fault.fault, body);
    else sendJson(response, 200, body);
  }

  private misbehave(
    response: ServerResponse,
    fault: DiscoveryFault,
    body: { count: number; results: unknown[] },
  ): void {
    const text = JSON.stringify(body);
    switch (fault) {
      case 'status 500': {
        sendJson(response, 500, { detail: 'broken' });
        return;
      }
      case 'truncated':
        return void response.end(text.slice(0, text.length / 2));
      case 'cut off':
        response.writeHead(200, { 'content-length': Buffer.byteLength(text) });
        response.write(text.slice(0, text.length / 2), () => response.destroy());
        return;
      case 'no JSON':
        return void response.end('<html>Sign in</html>');
      case 'no page': {
        sendJson(response, 200, body.results);
        return;
      }
      case 'redirect':
        response.writeHead(302, { location: `${this.origin}/elsewhere/` });
        return void response.end();
      case 'huge':
        return void response.end(`${text.slice(0, -1)},"padding":"${'x'.repeat(10_000_000)}"}`);
      case 'huge without length':
        response.write(`${text.slice(0, -1)},"padding":"`);
        response.write('x'.repeat(10_000_000));
        return void response.end('"}');
      case 'count too high': {
        sendJson(response, 200, { ...body, count: body.count + 1 });
        return;
      }
      case 'empty but more': {
        sendJson(response, 200, { ...body, results: [], next: `${this.origin}/next` });
        return;
      }
      case 'endless': {
        sendJson(response, 200, { ...body, next: `${this.origin}/next` });
        return;
      }
      case 'same page for ever': {
        this.fault = this.fault && { ...this.fault, page: this.fault.page + 1 };
        const first = this.lists[this.fault?.list ?? 'courses'].slice(0, 1);
        sendJson(response, 200, { count: 200_000, next: `${this.origin}/next`, results: first });
        return;
      }
      case 'too many': {
        sendJson(response, 200, { ...body, count: 2_000_000, next: `${this.origin}/next` });
        return;
      }
      case 'nested': {
        const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
        return void response.end(`{"count":${body.count},"next":null,"results":[${deep}]}`);
      }
      case 'token refused once':
        this.fault = undefined;
        {
          sendJson(response, 401, {});
          return;
        }
      case 'token refused': {
        sendJson(response, 401, {});
        return;
      }
    }
  }
}
