import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Env } from '../../src/config/index.js';

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
export class FakeDiscovery {
  lists: Record<DiscoveryList, unknown[]> = { organizations: [], courses: [], programs: [], pathways: [] };
  fault: { list: DiscoveryList; page: number; fault: DiscoveryFault } | undefined;
  /** Lifetime of tokens as their answers state it, seconds. */
  tokenLife = 3600;
  /** Path and query of all requests but those for tokens. */
  readonly requests: string[] = [];
  readonly tokenForms: Record<string, string>[] = [];
  onPage: () => Promise<void> | void = () => undefined;
  /** The value of `next`, made from the address of the next page; null on the last one. */
  nextOf: (address: string | null) => unknown = (address) => address;
  private tokens = 0;
  private readonly server: Server;

  // Spelt out: Node runs this file as it is, without compiling.
  private constructor(server: Server) {
    this.server = server;
  }

  static async start(): Promise<FakeDiscovery> {
    const server = createServer();
    const fake = new FakeDiscovery(server);
    server.on('request', (request, response) => void fake.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return fake;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Settings with which the service uses this server. */
  get env(): Env {
    return {
      CATALOG_API_URL: `${this.origin}/api/v1`,
      CATALOG_OAUTH_CLIENT_ID: CREDENTIALS.client_id,
      CATALOG_OAUTH_CLIENT_SECRET: CREDENTIALS.client_secret,
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.origin);
    if (url.pathname === '/oauth2/access_token') return this.giveToken(request, response);
    this.requests.push(`${url.pathname}${url.search}`);
    const list = /^\/api\/v1\/(organizations|courses|programs|pathways)\/$/.exec(url.pathname)?.[1];
    if (list === undefined) {
      send(response, 404, {});
      return;
    }
    const [, token] = /^JWT token-(\d+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined || Number(token) > this.tokens) {
      send(response, 401, {});
      return;
    }
    await this.onPage();
    this.sendPage(response, list as DiscoveryList, url);
  }

  private async giveToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const form = Object.fromEntries(new URLSearchParams(text));
    this.tokenForms.push(form);
    const known =
      form.client_id === CREDENTIALS.client_id &&
      form.client_secret === CREDENTIALS.client_secret &&
      form.grant_type === 'client_credentials';
    if (!known) {
      send(response, 401, { error: 'invalid_client' });
      return;
    }
    this.tokens += 1;
    send(response, 200, {
      access_token: `token-${this.tokens}`,
      expires_in: this.tokenLife,
      token_type: 'JWT',
    });
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
    else send(response, 200, body);
  }

  private misbehave(
    response: ServerResponse,
    fault: DiscoveryFault,
    body: { count: number; results: unknown[] },
  ): void {
    const text = JSON.stringify(body);
    switch (fault) {
      case 'status 500': {
        send(response, 500, { detail: 'broken' });
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
        send(response, 200, body.results);
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
        send(response, 200, { ...body, count: body.count + 1 });
        return;
      }
      case 'empty but more': {
        send(response, 200, { ...body, results: [], next: `${this.origin}/next` });
        return;
      }
      case 'endless': {
        send(response, 200, { ...body, next: `${this.origin}/next` });
        return;
      }
      case 'same page for ever': {
        this.fault = this.fault && { ...this.fault, page: this.fault.page + 1 };
        const first = this.lists[this.fault?.list ?? 'courses'].slice(0, 1);
        send(response, 200, { count: 200_000, next: `${this.origin}/next`, results: first });
        return;
      }
      case 'too many': {
        send(response, 200, { ...body, count: 2_000_000, next: `${this.origin}/next` });
        return;
      }
      case 'nested': {
        const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
        return void response.end(`{"count":${body.count},"next":null,"results":[${deep}]}`);
      }
      case 'token refused once':
        this.fault = undefined;
        {
          send(response, 401, {});
          return;
        }
      case 'token refused': {
        send(response, 401, {});
        return;
      }
    }
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
