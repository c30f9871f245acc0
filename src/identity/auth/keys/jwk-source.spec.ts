import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { jwkSource, UrlSource } from './jwk-source.js';

describe('jwkSource', () => {
  it('takes text, https addresses and paths for what they are', async () => {
    expect(await jwkSource('{"keys":[]}').read()).toBe('{"keys":[]}');
    expect(jwkSource('HTTPS://lms.example/jwks')).toBeInstanceOf(UrlSource);
    await expect(jwkSource('keys/no-such-file.json').read()).rejects.toThrow('ENOENT');
  });

  it('reads a file again only when it was changed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jwk-source-'));
    const path = join(folder, 'jwks.json');
    await writeFile(path, 'one');
    const source = jwkSource(path);
    expect([await source.read(), await source.read()]).toEqual(['one', undefined]);
    await writeFile(path, 'three');
    expect(await source.read()).toBe('three');
    await rm(folder, { recursive: true });
    await expect(source.read()).rejects.toThrow('ENOENT');
  });
});

describe('UrlSource', () => {
  let server: Server | undefined;

  const serve = async (listener: RequestListener): Promise<UrlSource> => {
    const listening = createServer(listener);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return new UrlSource(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/`);
  };

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it('fetches the set', async () => {
    const source = await serve((_request, response) => response.end('{"keys":["ł"]}'));
    expect(await source.read()).toBe('{"keys":["ł"]}');
  });

  it('refuses an answer that is an error', async () => {
    const source = await serve((_request, response) => response.writeHead(503).end('{"keys":[]}'));
    await expect(source.read()).rejects.toThrow('status 503');
  });

  it('follows no redirect, which could lead to an address without encryption', async () => {
    const source = await serve((_request, response) => response.writeHead(302, { location: '/other' }).end());
    await expect(source.read()).rejects.toThrow();
  });

  it('stops reading an answer without end', async () => {
    const source = await serve((_request, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    await expect(source.read()).rejects.toThrow('larger than');
  });
});
