import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Handler } from './connection.js';
import { CONNECTION_LIMITS, Connections } from './connections.js';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const HALF_BODY = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{';
/** More than the buffers of a socket of loopback hold. */
const LARGE = Buffer.alloc(64 * 1024 * 1024, 'x');
/** How long a test waits for a state. It ends a test that fails; no state takes so long. */
const PATIENCE_MS = 30_000;
/** For a test of another limit. */
const PATIENT = { silenceMs: 600_000, takingMs: 600_000 };
/** For a test of silence: nothing else ends it. */
const STRICT = { silenceMs: 200, headersMs: 200, requestMs: 600_000 };
const CLOSES = { connection: 'close' };

describe('the connections of the server', () => {
  let server: Server;
  /** Requests that have arrived, those that wait included. */
  let arrived = 0;
  const peers: Socket[] = [];

  afterEach(async () => {
    for (const peer of peers.splice(0)) peer.destroy();
    const closed = once(server, 'close');
    server.close();
    await closed;
  });

  const serve = async (handler: Handler, limits: Partial<typeof CONNECTION_LIMITS> = {}) => {
    const connections = new Connections({ lookMs: 20, ...limits });
    server = connections.serve(handler).listen(0, '127.0.0.1');
    server.on('clientError', (_error, socket) => socket.destroy());
    arrived = 0;
    // After the listener of the connections: a request that they begin at once has begun by now.
    server.on('request', () => (arrived += 1));
    await once(server, 'listening');
    return connections;
  };
  const open = async (bytes = '') => {
    const peer = connect((server.address() as AddressInfo).port, '127.0.0.1');
    peers.push(peer.on('error', () => undefined));
    await once(peer, 'connect');
    if (bytes !== '') peer.write(bytes);
    return peer;
  };
  const until = async (isTrue: () => boolean) => {
    const last = performance.now() + PATIENCE_MS;
    while (!isTrue()) {
      if (performance.now() > last) throw new Error(`not within ${PATIENCE_MS} ms`);
      await setImmediate();
    }
  };
  /** Reads to the end of the connection. */
  const lengthOf = async (peer: Socket) => {
    let length = 0;
    for await (const chunk of peer) length += (chunk as Buffer).length;
    return length;
  };

  it('handle one request of a connection at a time, and answer all in their order', async () => {
    const answers: ServerResponse[] = [];
    await serve((_request, response) => answers.push(response));
    const peer = await open(GET.repeat(300));
    let text = '';
    peer.on('data', (chunk) => (text += chunk.toString()));
    await until(() => arrived >= 50);
    for (let index = 0; index < 300; index += 1) {
      await until(() => answers.length > index);
      expect(answers).toHaveLength(index + 1);
      answers[index]!.end(`<${index}>`);
    }
    await until(() => text.includes('<299>'));
    expect(text.match(/<\d+>/g)).toEqual(Array.from({ length: 300 }, (_, index) => `<${index}>`));
  });

  it('are not read while many of their requests wait, and read on when fewer do', async () => {
    const answers: ServerResponse[] = [];
    const total = 2000;
    await serve((_request, response) => answers.push(response));
    const peer = (await open()).resume();
    // A packet of 64 KB holds about sixty of them.
    peer.write(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(1000)}\r\n\r\n`.repeat(total));
    let mostWaiting = 0;
    for (let answered = 0; answered < total; answered += 1) {
      await until(() => answers.length > answered);
      mostWaiting = Math.max(mostWaiting, arrived - answered);
      answers[answered]!.end();
    }
    expect(arrived).toBe(total);
    // One more packet may have been read when enough of them wait.
    expect(mostWaiting).toBeLessThan(total / 4);
  });

  it('begin few of the requests that wait in a turn of the event loop', async () => {
    let begun = 0;
    await serve((_request, response) => {
      begun += 1;
      response.end();
    });
    const peers = await Promise.all(Array.from({ length: 100 }, () => open()));
    for (const peer of peers) peer.resume().write(GET.repeat(10));
    await until(() => arrived === 1000);
    let most = 0;
    while (begun < 1000) {
      const before = begun;
      await setImmediate();
      most = Math.max(most, begun - before);
    }
    expect(most).toBeLessThanOrEqual(16);
  });

  it('end when they bring more than may wait, and the others are served', async () => {
    const answers: ServerResponse[] = [];
    await serve((_request, response) => answers.push(response), { waiting: 10 });
    const other = await open(GET.repeat(5));
    await until(() => arrived === 5);
    const greedy = await open(GET.repeat(30));
    await once(greedy.resume(), 'close');
    const again = await open(GET.repeat(5));
    for (const peer of [other, again]) peer.resume();
    // What the greedy one had waiting counts no more, and none of it begins.
    const begun = () => answers.filter(({ socket }) => socket?.destroyed === false);
    for (let answered = 0; answered < 10; answered += 1) {
      await until(() => begun().some(({ writableEnded }) => !writableEnded));
      begun()
        .find(({ writableEnded }) => !writableEnded)!
        .end();
    }
    await until(() => answers.filter(({ writableFinished }) => writableFinished).length === 10);
    expect(answers).toHaveLength(11);
  });

  it('of a caller whose request need not wait stay, however many of others wait', async () => {
    // As if too many waited: those of a connection that is being cut count until it is gone.
    await serve((_request, response) => response.end('taken'), { waiting: -1 });
    const peer = await open(GET);
    const [bytes] = await Promise.race([once(peer, 'data'), once(peer, 'close')]);
    expect(String(bytes)).toContain('taken');
  });

  it('are at most so many, and one that ends makes room', async () => {
    await serve((_request, response) => response.end(), { connections: 2 });
    const [first] = [await open(GET), await open(GET)];
    await until(() => arrived === 2);
    await once((await open(GET)).resume(), 'close');
    expect(arrived).toBe(2);
    const left = new Promise<void>((resolve) => {
      const look = () =>
        server.getConnections((_error, count) => (count < 2 ? resolve() : setTimeout(look, 5)));
      look();
    });
    first.destroy();
    await left;
    await once(await open(GET), 'data');
  });

  it('of a caller who does not read begin no more requests, and are cut', async () => {
    let begun = 0;
    let cut = false;
    await serve(
      (request, response) => {
        begun += 1;
        request.socket.once('close', () => (cut = true));
        response.end(LARGE);
      },
      { ...PATIENT, silenceMs: 300 },
    );
    const peer = (await open(GET.repeat(300))).pause();
    await until(() => cut);
    expect(begun).toBe(1);
    expect(peer.isPaused()).toBe(true);
  });

  it('of a caller who reads slowly are cut, although something goes all the time', async () => {
    const sockets: Socket[] = [];
    await serve(
      ({ socket }, response) => {
        sockets.push(socket);
        response.writeHead(200, CLOSES).end(LARGE);
      },
      { ...PATIENT, takingMs: 200, leastBytesPerMs: LARGE.length },
    );
    const peer = (await open(GET)).pause();
    let read = 0;
    while (sockets[0]?.destroyed !== true && read < LARGE.length) {
      read += (peer.read() as Buffer | null)?.length ?? 0;
      await delay(20);
    }
    expect(read + (await lengthOf(peer).catch(() => 0))).toBeLessThan(LARGE.length);
  });

  it('of a caller who reads are not cut, however long the answer is', async () => {
    await serve((_request, response) => response.writeHead(200, CLOSES).end(LARGE));
    expect(await lengthOf(await open(GET))).toBeGreaterThan(LARGE.length);
  });

  it('go on when a handler takes longer than a caller may', async () => {
    let response: ServerResponse | undefined;
    let isSilent = false;
    await serve((_request, its) => (response = its), { silenceMs: 50 });
    server.on('timeout', () => (isSilent = true));
    const peer = await open(GET);
    const answered = lengthOf(peer);
    // A busy machine may find the caller silent before it hears the request.
    await until(() => isSilent && response !== undefined);
    response!.writeHead(200, CLOSES).end('late');
    expect(await answered).toBeGreaterThan(0);
  });

  it.each([
    ['nothing', ''],
    ['half a header', 'GET / HTTP/1.1\r\nHost: a\r\nX-Ha'],
    ['half a body', HALF_BODY],
  ])('that bring %s and stop are cut', async (_, bytes) => {
    await serve(() => undefined, STRICT);
    await once((await open(bytes)).resume(), 'close');
  });

  it('that bring half a body after an answer are cut', async () => {
    await serve(({ method }, response) => method === 'GET' && response.end(), STRICT);
    const peer = await open(GET);
    await once(peer, 'data');
    peer.write(HALF_BODY);
    await once(peer.resume(), 'close');
  });

  it('that wait for their callers let the server close, and one that works ends first', async () => {
    const answers: ServerResponse[] = [];
    const connections = await serve((request, response) => {
      if (request.method === 'GET') answers.push(response);
    });
    const halves = [await open('GET / HT'), await open(HALF_BODY)];
    const working = await open(GET);
    await until(() => answers.length === 1);
    connections.close(0);
    await Promise.all(halves.map((peer) => once(peer.resume(), 'close')));
    answers[0]!.writeHead(200, CLOSES).end('done');
    const [chunk] = await once(working, 'data');
    expect(String(chunk)).toContain('done');
  });
});
