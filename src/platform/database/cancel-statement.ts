import { connect } from 'node:net';
import type { ClientBase } from 'pg';

/** The number that PostgreSQL's protocol has for a request to cancel. */
const CANCEL_REQUEST = 80_877_102;

/** Parts of pg's client that its types leave out: the key that PostgreSQL gave for cancelling, and the socket. */
interface ClientParts {
  readonly host: string;
  readonly port: number;
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: { readonly stream: { destroy(): void } };
}

/**
 * Asks PostgreSQL to cancel whatever the connection runs, over a connection of its own.
 * @returns whether PostgreSQL has taken the request. Otherwise it may arrive later and hit another statement.
 */
export function cancelStatement(client: ClientBase, timeoutMs: number): Promise<boolean> {
  const { host, port, processID, secretKey } = client as unknown as ClientParts;
  if (processID === null || secretKey === null) return Promise.resolve(false);
  const request = Buffer.alloc(16);
  request.writeInt32BE(request.length, 0);
  request.writeInt32BE(CANCEL_REQUEST, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    let broken = false;
    socket.setTimeout(timeoutMs, () => {
      broken = true;
      socket.destroy();
    });
    socket.on('error', () => (broken = true));
    // PostgreSQL closes it when the signal has been sent.
    socket.on('close', () => resolve(!broken));
    socket.resume().end(request);
  });
}

/** Closes the connection at once. pg's `end` would wait for a server that has gone silent. */
export function destroyConnection(client: ClientBase): void {
  (client as unknown as ClientParts).connection.stream.destroy();
}
