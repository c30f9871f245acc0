import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Client {
  readonly client_id: string;
  readonly client_secret: string;
}

/** How a client gets no token. */
export type TokenRefusal = 'client refused' | 'HTML';

/** A service on loopback that issues tokens to one client (OAuth client credentials) and answers those who have one. */
export abstract class FakeRemote {
  /** Path and query of all requests but those for tokens. */
  readonly requests: string[] = [];
  readonly tokenForms: Record<string, string>[] = [];
  /** Lifetime of tokens as their answers state it, seconds. */
  tokenLife = 3600;
  /** Tokens issued so far; they are numbered from 1. */
  protected tokens = 0;
  private readonly client: Client;
  private readonly tokenPath: string;
  private readonly server: Server;

  // Spelt out: Node runs this file as it is, without compiling.
  protected constructor(client: Client, tokenPath: string) {
    this.client = client;
    this.tokenPath = tokenPath;
    this.server = createServer((request, response) => void this.receive(request, response));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  protected async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  protected abstract answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;

  /** Why even the right client gets no token now. */
  protected refusal(): TokenRefusal | undefined {
    return undefined;
  }

  /** The number of the token that the request presents. */
  protected presentedToken(request: IncomingMessage): number | undefined {
    const [, number] = /^JWT token-(\d+)$/.exec(request.headers.authorization ?? '') ?? [];
    return number === undefined || Number(number) > this.tokens ? undefined : Number(number);
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.origin);
    if (url.pathname === this.tokenPath) return this.giveToken(request, response);
    this.requests.push(`${url.pathname}${url.search}`);
    return this.answer(request, response, url);
  }

  private async giveToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const form = Object.fromEntries(new URLSearchParams(text));
    this.tokenForms.push(form);
    const known =
      form.client_id === this.client.client_id &&
      form.client_secret === this.client.client_secret &&
      form.grant_type === 'client_credentials';
    const refusal = this.refusal();
    if (refusal === 'HTML') {
      response.end('<html><title>Sign in</title></html>');
      return;
    }
    if (!known || refusal !== undefined) {
      sendJson(response, 401, { error: 'invalid_client' });
      return;
    }
    this.tokens += 1;
    sendJson(response, 200, {
      access_token: `token-${this.tokens}`,
      expires_in: this.tokenLife,
      token_type: 'JWT',
    });
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
