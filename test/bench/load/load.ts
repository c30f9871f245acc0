import { type Call, type Work, workNamed } from '../works/index.ts';
import { Connection } from './connection.ts';
import type { LoadOrder, LoadReply, LoadResult } from './protocol.ts';
import { Random } from './random.ts';

/** Requests made before the clock starts, so that making them does not slow the load down. */
const PREPARED_CALLS = 4000;
const PREPARED_CHARACTERS = 8 * 1024 * 1024;

/** The load: a process of its own that load/controller.ts controls. */
process.on('message', (order: LoadOrder) => {
  carryOut(order).then(
    (result) => tell({ result }),
    (error: unknown) => tell({ error: (error as Error).message }),
  );
});
process.on('disconnect', () => process.exit(0));

function tell(reply: LoadReply): void {
  process.send!(reply);
}

async function carryOut(order: LoadOrder): Promise<LoadResult> {
  const work = workNamed(order.work);
  let { turn } = order;
  const random = new Random(order.seed);
  const make = () => spell(work.call(order.world, turn++, random), order);
  const next = work.writes ? make : cycle(prepare(make));
  const connections = Array.from({ length: order.connections }, () => new Connection(order.port));
  const latencies: number[] = [];
  let bodyBytes = 0;
  const start = performance.now();
  const end = start + order.milliseconds;
  try {
    await Promise.all(
      connections.map(async (connection) => {
        for (let sent = performance.now(); sent < end; sent = performance.now()) {
          const reply = await connection.send(next());
          latencies.push(performance.now() - sent);
          check(work, reply.status);
          bodyBytes += reply.bodyBytes;
        }
      }),
    );
  } finally {
    for (const connection of connections) connection.end();
  }
  return {
    requests: latencies.length,
    milliseconds: performance.now() - start,
    latencies: Float64Array.from(latencies),
    bodyBytes,
    turn,
  };
}

function check({ name, status }: Work, actual: number): void {
  if (actual !== status) throw new Error(`${name}: an answer had the status ${actual} and not ${status}`);
}

function prepare(make: () => string): string[] {
  const requests: string[] = [];
  for (let characters = 0; requests.length < PREPARED_CALLS && characters < PREPARED_CHARACTERS;) {
    const request = make();
    characters += request.length;
    requests.push(request);
  }
  return requests;
}

function cycle(requests: readonly string[]): () => string {
  let index = 0;
  return () => requests[index++ % requests.length]!;
}

/** The request as it goes over the wire; all of it is ASCII. */
function spell(
  { method, path, body, contentType = 'application/json' }: Call,
  { port, token }: LoadOrder,
): string {
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: JWT ${token}\r\n`;
  if (body === undefined) return `${head}\r\n`;
  return `${head}content-type: ${contentType}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
