import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Origin } from '../../src/platform/telemetry/index.js';
import { createDemoApp, type DemoApp } from '../support/demo-app.js';
import { type Watch, watchOrigins } from '../support/watch-origins.js';

interface Content {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly example?: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
}

interface Exchange {
  readonly call: string;
  readonly requestId: string;
  /** Origins of the transactions and single writes that a request led to. */
  readonly transactions: readonly Origin[];
  readonly writes: readonly Origin[];
}

const WRITING = ['post', 'put', 'patch', 'delete'];
const IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>';

let demo: DemoApp;
let watch: Watch;
const lines: Record<string, unknown>[] = [];
/** One connection for all requests, so that a request could take over what belongs to the one before. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

beforeAll(async () => {
  const log = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  demo = await createDemoApp({ ROLE: 'api', LOG_LEVEL: 'info' }, log);
  watch = watchOrigins();
}, 120_000);

afterAll(async () => {
  watch.stop();
  agent.destroy();
  await demo.close();
});

/** Sends the body when the server has asked for it, so that headers and body never come in one packet. */
async function send(method: string, path: string, headers: Record<string, string>, body?: string) {
  const { hostname, port } = new URL(demo.test.base);
  const framing =
    body === undefined ? {} : { 'content-length': Buffer.byteLength(body), expect: '100-continue' };
  const options = { agent, hostname, port, path, method, headers: { ...headers, ...framing } };
  const request = httpRequest(options);
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  if (body !== undefined) {
    request.flushHeaders();
    await once(request, 'continue');
  }
  request.end(body);
  const [response] = await answered;
  return text(response);
}

describe('every writing route, called with its example from the document', () => {
  const exchanges: Exchange[] = [];

  beforeAll(async () => {
    const { body } = await demo.test.request.get('/api-docs/openapi.json').expect(200);
    for (const [path, item] of Object.entries((body as OpenAPIObject).paths)) {
      for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
        if (WRITING.includes(method)) exchanges.push(await exchange(method, path, operation));
      }
    }
  });

  async function exchange(method: string, path: string, operation: Operation): Promise<Exchange> {
    const call = `${method.toUpperCase()} ${path}`;
    const requestId = `request-${exchanges.length}`;
    const [type, body] = bodyOf(operation);
    const headers = { authorization: `JWT ${demo.token}`, 'x-request-id': requestId, 'content-type': type };
    const [transactions, writes] = [watch.transactions.length, watch.writes.length];
    await send(method, addressOf(path, operation), headers, body);
    // The line may be written after the answer has come.
    while (!lines.some(({ msg, requestId: id }) => msg === 'request' && id === requestId)) await turn();
    return {
      call,
      requestId,
      transactions: watch.transactions.slice(transactions),
      writes: watch.writes.slice(writes),
    };
  }

  function addressOf(path: string, { parameters = [] }: Operation): string {
    return path.replace(/\{(\w+)\}/g, (_, name) => {
      const parameter = parameters.find((each) => each.name === name);
      return encodeURIComponent(String(parameter?.example));
    });
  }

  function bodyOf({ requestBody }: Operation): [type: string, body: string | undefined] {
    const { 'application/json': json, 'image/svg+xml': image } = requestBody?.content ?? {};
    if (image !== undefined) return ['image/svg+xml', IMAGE];
    if (json === undefined) return ['application/json', undefined];
    const body = JSON.stringify(json.example ?? Object.values(json.examples ?? {})[0]?.value);
    return ['application/json', body];
  }

  it('writes, but for those that only read', () => {
    const reading = exchanges.filter(({ transactions, writes }) => transactions.length + writes.length === 0);
    expect(exchanges.length).toBeGreaterThan(25);
    expect(reading.map(({ call }) => call).sort()).toEqual([
      'POST /api/credentials/v1/bulk_learner_cert_status/',
      'POST /api/credentials/v1/learner_cert_status/',
      'POST /api/v2/admin/completion_mail_templates/{key}/preview/',
      'POST /api/v2/admin/credit_request_mails/preview/',
    ]);
  });

  it('does so in a context that knows the request, the user and the token', () => {
    const tokenDigest = createHash('sha256').update(demo.token).digest('base64');
    for (const { call, requestId, transactions, writes } of exchanges) {
      const origin = {
        requestId,
        caller: { kind: 'user', id: expect.any(Number), name: 'demo_registrar', tokenDigest },
      };
      const all = [...transactions, ...writes];
      expect([call, all]).toEqual([call, all.map(() => origin)]);
    }
  });

  it('has the request id on its log lines, and nobody’s name', () => {
    const { requestId } = exchanges.find(({ call }) => call === 'PUT /api/v2/admin/users/{username}/')!;
    const own = lines.filter((line) => line.requestId === requestId);
    expect(own.map(({ msg }) => msg)).toEqual(['Rights were set', 'request']);
    expect(JSON.stringify(lines)).not.toMatch(
      /demo_(registrar|partner|ada|ben|chen|dora)|Ada Brook|Ben Okafor/,
    );
  });
});

it('a first token creates its user in a transaction that knows the token and the name', async () => {
  const before = watch.transactions.length;
  const token = demo.test.token('newcomer', { user_id: 4711 });
  await demo.test.request
    .get('/records/api/v1/program_records/')
    .set({ authorization: `JWT ${token}`, 'x-request-id': 'first' })
    .expect(200);
  const tokenDigest = createHash('sha256').update(token).digest('base64');
  expect(watch.transactions.slice(before)).toEqual([
    { requestId: 'first', caller: { kind: 'sign-in', name: 'newcomer', tokenDigest } },
  ]);
});

it('code outside of any request has an unknown caller', async () => {
  const origin = await demo.test.database.transaction((transaction) => Promise.resolve(transaction.origin));
  expect(origin).toEqual({ requestId: undefined, caller: { kind: 'unknown' } });
});
