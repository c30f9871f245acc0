import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';
import type { StatementRunner } from '../../../src/platform/database/index.js';
import { limitRoutes } from './routes.ts';

/**
 * The limit: a bare node:http server that runs the same statements on as many connections, and does nothing else.
 * It checks no token, body or rights, counts nothing and logs nothing. servers.ts starts it.
 */
const [dist = '', databaseUrl = '', publicUrl = '', port = ''] = process.argv.slice(2);
const CONNECTIONS = 10;

const pool = new pg.Pool({
  connectionString: databaseUrl,
  max: CONNECTIONS,
  options: '-c timezone=UTC',
});

const runOn = (target: pg.Pool | pg.PoolClient): StatementRunner['run'] => {
  return async ({ name, text }, params) => {
    const { rows } = await target.query({ name, text, values: params as unknown as unknown[] });
    return rows;
  };
};

const find = await limitRoutes(dist, {
  publicUrl,
  run: runOn(pool),
  transaction: async (work) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await work(runOn(client));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  },
});

async function answer(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  const { status, handler } = find(request.method ?? '', request.url ?? '');
  const text = await handler(body, request.url ?? '');
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    answer(request, response, Buffer.concat(chunks).toString()).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));

process.on('SIGTERM', () => process.exit(0));
