import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

const message = (type: string, ...parts: (string | Buffer)[]) => {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  );
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};

/** A server that greets with a version of PostgreSQL, and notes whether it was sent any statement. */
export async function startGreeter(version: string) {
  let statements = 0;
  const server = createServer((socket: Socket) => {
    socket.once('data', () => {
      socket.write(
        Buffer.concat([
          message('R', Buffer.alloc(4)),
          message('S', 'server_version', version),
          message('K', Buffer.alloc(8)),
          message('Z', Buffer.from('I')),
        ]),
      );
      socket.on('data', (data) => {
        if (data.toString('latin1', 0, 1) === 'X') socket.end();
        else statements += 1;
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://test@127.0.0.1:${port}/test`,
    sent: () => statements,
    stop: () => server.close(),
  };
}
