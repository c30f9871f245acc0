import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fetchPicture } from './fetch-picture.js';

const SVG = '<svg viewBox="0 0 1 1"><path d="M0 0L1 1"/></svg>';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function get(address: string, { timeoutMs = 10_000, signal = new AbortController().signal } = {}) {
  return fetchPicture(address, { origins: new Set([new URL(address).origin]), signal, timeoutMs });
}

describe('a picture of another server', () => {
  it('is fetched and checked', async () => {
    const origin = await serve((_, response) => response.end(SVG));
    expect((await get(`${origin}/a.svg`)).type).toBe('image/svg+xml');
  });

  it.each<[string, RequestListener]>([
    ['never begins', () => undefined],
    ['begins and never ends', (_, response) => response.write('<svg')],
  ])('is given up when it %s', async (_, listener) => {
    const origin = await serve(listener);
    await expect(get(`${origin}/a.png?token=x`, { timeoutMs: 50 })).rejects.toThrow(
      `GET ${origin}/a.png: no whole answer within 0.05 s`,
    );
  });

  it('is broken off with the work that needs it', async () => {
    const stopping = new AbortController();
    const origin = await serve(() => stopping.abort());
    await expect(get(origin, { signal: stopping.signal })).rejects.toThrow('it was broken off');
  });

  it.each([
    ['file:///etc/passwd', 'no origin that pictures may come from'],
    ['http://127.0.0.1:1/', 'no origin that pictures may come from'],
    ['http://', 'it redirects to no address'],
  ])('does not lead to %s', async (location, reason) => {
    const origin = await serve((_, response) => response.writeHead(302, { location }).end());
    await expect(get(origin)).rejects.toThrow(reason);
  });

  it('is not asked for with a name or password', async () => {
    const origin = await serve((_, response) => response.end(SVG));
    const address = origin.replace('http://', 'http://name:password@');
    await expect(get(address)).rejects.toThrow('must not hold a name or a password');
  });

  it('is refused while it arrives when it is larger than a megabyte and does not say so', async () => {
    const origin = await serve((_, response) => {
      for (let part = 0; part < 20; part += 1) response.write(Buffer.alloc(100_000));
      response.end();
    });
    await expect(get(origin)).rejects.toThrow('the answer is larger than 1048576 bytes');
  });
});
