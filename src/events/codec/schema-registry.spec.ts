import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BusAway } from '../transport/bus.js';
import { SchemaRegistry } from './schema-registry.js';
import { CERTIFICATE_CREATED, SCHEMAS } from './schemas.js';
import { UnreadableEntry } from './unreadable-entry.js';

describe('a schema registry', () => {
  let server: Server;
  let registry: SchemaRegistry;
  let answer: { status: number; body: unknown };
  let asked: { path: string; login: string | undefined; type: string | undefined; body: string }[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { url: path = '', method = '', headers } = request;
        const { authorization: login, 'content-type': type } = headers;
        asked.push({ path: `${method} ${path}`, login, type, body });
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as AddressInfo;
    registry = new SchemaRegistry(`http://127.0.0.1:${port}/api/`);
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is asked once for each schema', async () => {
    answer = { status: 200, body: { schema: JSON.stringify(SCHEMAS[CERTIFICATE_CREATED]) } };
    const type = await registry.typeOf(7);
    expect(await registry.typeOf(7)).toBe(type);
    expect(asked.map(({ path }) => path)).toEqual(['GET /api/schemas/ids/7']);
  });

  it.each([
    [{ status: 404, body: {} }, 'the schema registry has no schema 7'],
    [{ status: 200, body: { schema: '{', schemaType: 'AVRO' } }, 'schema 7 of the registry cannot be read'],
    [{ status: 200, body: { schema: '{}', schemaType: 'JSON' } }, 'schema 7 of the registry is not Avro'],
  ])('has no schema for an entry when it answers %j', async (given, reason) => {
    answer = given;
    await expect(registry.typeOf(7)).rejects.toEqual(new UnreadableEntry(reason));
  });

  it.each([500, 401])('counts as away when it answers %i', async (status) => {
    answer = { status, body: {} };
    await expect(registry.typeOf(7)).rejects.toThrow(BusAway);
    await expect(registry.register('subject', 'string')).rejects.toThrow(BusAway);
  });

  it('counts as away when nobody listens', async () => {
    const gone = new SchemaRegistry('http://127.0.0.1:1/');
    await expect(gone.typeOf(7)).rejects.toThrow(BusAway);
  });

  it('numbers a schema, once for each subject', async () => {
    answer = { status: 200, body: { id: 12 } };
    const schema = SCHEMAS[CERTIFICATE_CREATED]!;
    expect(await registry.register('dev-topic-a b', schema)).toBe(12);
    expect(await registry.register('dev-topic-a b', schema)).toBe(12);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      path: 'POST /api/subjects/dev-topic-a%20b/versions',
      type: 'application/vnd.schemaregistry.v1+json',
    });
    const { schema: sent } = JSON.parse(asked[0]!.body) as { schema: string };
    expect(JSON.parse(sent)).toEqual(schema);
  });

  it('gets name and password as they stand in the address', async () => {
    const { port } = server.address() as AddressInfo;
    answer = { status: 200, body: [] };
    await new SchemaRegistry(`http://reader:p%40ss@127.0.0.1:${port}/`).check();
    expect(asked[0]!.login).toBe(`Basic ${Buffer.from('reader:p@ss').toString('base64')}`);
  });
});
