import { Random } from './load/random.ts';
import type { Server } from './servers.ts';
import type { Stage } from './stage.ts';
import type { Call, Work } from './works/index.ts';
import type { World } from './world/names.ts';

export const COMPARED_CALLS = 5;
/** The answers of writes differ in what is new each time. */
const NEW = /"(id|uuid|created|modified|certificate_url)" ?: ?("[^"]*"|\d+)/g;

/**
 * Before anything is timed: both servers give the same answers to the same requests.
 * @throws Error when they do not
 */
export async function sameAnswers(
  stage: Stage,
  { service, limit }: { readonly service: Server; readonly limit: Server },
  work: Work,
  world: World,
): Promise<void> {
  const random = new Random(-1);
  for (let turn = 0; turn < COMPARED_CALLS; turn++) {
    const call = work.call(world, turn, random);
    const own = await ask(service, call, stage.tokenFor(work));
    const bare = await ask(limit, call);
    const same = work.writes ? masked(own.text) === masked(bare.text) : own.text === bare.text;
    if (own.status === work.status && bare.status === work.status && same) continue;
    throw new Error(
      `${work.name}: the answers differ.\n${call.method} ${call.path} ${call.body ?? ''}\nservice ${own.status}: ${own.text}\nlimit ${bare.status}: ${bare.text}`,
    );
  }
}

async function ask({ port }: Server, call: Call, token?: string): Promise<{ status: number; text: string }> {
  const { method, path, body, contentType = 'application/json' } = call;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    body,
    headers: {
      ...(body === undefined ? {} : { 'content-type': contentType }),
      ...(token === undefined ? {} : { authorization: `JWT ${token}` }),
    },
  });
  return { status: response.status, text: await response.text() };
}

function masked(text: string): string {
  return text.replace(NEW, '"$1"');
}
