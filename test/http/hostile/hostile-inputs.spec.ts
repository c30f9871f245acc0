import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { HOSTILE_INPUTS, type HostileInput } from './inputs.js';

/** Words of libraries and of the database. */
const FOREIGN_WORDS =
  /call stack|unexpected|position \d|in JSON|SyntaxError|control character in|invalid byte|syntax for type|node_modules|undefined/i;

describe('a hostile input', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  /** Sends it as it is: `fetch` would mend some of them. */
  function send({ method, path, as = 'root', headers = {}, body = '' }: HostileInput) {
    const { hostname, port } = new URL(test.base);
    const standard = {
      authorization: test.as(as),
      ...(method === 'GET' || method === 'TRACE'
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    };
    return new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
      const sent = request(
        { hostname, port, method, path, headers: { ...standard, ...headers }, agent: false },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          answer.on('end', () => {
            resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text });
          });
        },
      );
      sent.on('error', reject).end(method === 'GET' || method === 'TRACE' ? undefined : body);
    });
  }

  /** The number of rows of each table. */
  async function rows(): Promise<unknown> {
    return test.dataSource.query(
      `select table_name, (xpath('//n/text()', query_to_xml('select count(*) as n from ' || quote_ident(table_name), false, true, '')))[1]::text as n
         from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    );
  }

  /** All texts of an error's body, each of which is a message. */
  function messagesOf(body: unknown): unknown[] {
    return typeof body === 'object' && body !== null ? Object.values(body).flatMap(messagesOf) : [body];
  }

  it('is one of at least three hundred', () => {
    expect(HOSTILE_INPUTS.length).toBeGreaterThanOrEqual(300);
  });

  it.each(
    HOSTILE_INPUTS.map((input) => [`${input.method} ${input.path.slice(0, 80)}`, input.name, input] as const),
  )('of %s with %s is refused in our words and changes nothing', async (_call, _name, input) => {
    const before = await rows();
    const { status, type, text } = await send(input);
    expect([status, text]).toEqual([input.status, text]);
    expect(await rows()).toEqual(before);
    if (!type.startsWith('application/json')) {
      expect(type).toMatch(/^text\/html/);
      return;
    }
    const {
      code: _code,
      request_id: _id,
      required: _required,
      ...body
    } = JSON.parse(text) as Record<string, unknown>;
    const messages = messagesOf(body);
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message).toEqual(expect.stringMatching(/^[A-Z“"].*[.\w\])]$/s));
    expect(text).not.toMatch(FOREIGN_WORDS);
  });
});
