import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Logger } from '@nestjs/common';
import { expect, it } from '@jest/globals';
import { WakeUpListener } from './wake-up-listener.js';

it('warns once of a database that is away, however often it is tried', async () => {
  const warnings: unknown[] = [];
  Logger.overrideLogger({
    log: () => undefined,
    error: () => undefined,
    warn: (text) => warnings.push(text),
  });
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const listener = new WakeUpListener({ host: '127.0.0.1', port, user: 'nobody' }, () => undefined);
  listener.start();
  for (let attempts = 0; attempts < 3; attempts += 1) await once(server, 'connection');
  await listener.stop();
  server.close();
  expect(warnings).toEqual([expect.stringContaining('listening connection is lost')]);
});
