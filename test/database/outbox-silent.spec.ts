import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { SilentProxy } from '../support/silent-proxy.js';
import { TestOutbox } from '../support/outbox.js';

let outbox: TestOutbox;
let proxy: SilentProxy;
let straight: pg.Client;

beforeAll(async () => {
  Logger.overrideLogger(false);
  outbox = await TestOutbox.open(async (url) => {
    straight = new pg.Client(url);
    await straight.connect();
    proxy = await SilentProxy.start(url);
    return proxy.through(url);
  });
});

afterAll(async () => {
  await straight.end();
  await proxy.stop();
  await outbox.close();
});

it('hands out and ends messages although its connections have gone silent', async () => {
  const started = Promise.withResolvers<undefined>();
  const end = Promise.withResolvers<undefined>();
  await outbox.publish();
  outbox.start(
    async () => {
      started.resolve(undefined);
      await end.promise;
    },
    { leaseMs: 1000, pollMs: 50 },
  );
  await started.promise;
  while ((await outbox.listeners()).length === 0) await delay(10);
  proxy.silence();
  await straight.query(
    `insert into outbox (topic, subscriber, dedupe_key, payload) values ('test', 'test', 'later', '{}')`,
  );
  end.resolve(undefined);
  const states = async () =>
    (await straight.query<{ state: string }>('select state from outbox')).rows.map(({ state }) => state);
  while (String(await states()) !== 'done,done') await delay(20);
  expect(await states()).toEqual(['done', 'done']);
});
