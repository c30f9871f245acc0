import { createServer } from 'node:net';

/**
 * First of the ports, which jest's workers share out. They lie below those that systems hand out themselves (from 32768
 * on Linux), so that no other process gets one between this look and the service's start.
 */
const FIRST = 12_000;
const WORKERS = 4;
const FOR_EACH = 5_000;

/** Ports that this test file has got. A port may be handed out long before something listens on it. */
const handedOut = new Set<number>();

/** A port of loopback on which nothing listens now, another one at each call of a test file. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 0) % WORKERS;
  for (;;) {
    const port = FIRST + worker * FOR_EACH + Math.floor(Math.random() * FOR_EACH);
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
