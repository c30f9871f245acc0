import { createServer } from 'node:net';

/**
 * Ports from here on, a part of them for each of jest's workers. They lie below those that systems hand out by themselves
 * (from 32768 on Linux), so that nobody else is given the port between this look and the moment when it is listened on.
 */
const FIRST = 12_000;
const WORKERS = 4;
const FOR_EACH = 5_000;

/** A port of loopback on which nothing listens at this moment. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 0) % WORKERS;
  for (;;) {
    const port = FIRST + worker * FOR_EACH + Math.floor(Math.random() * FOR_EACH);
    if (await isFree(port)) return port;
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
