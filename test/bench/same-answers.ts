import { Random } from './load/random.ts';
import type { Server } from './servers.ts';
import type { Call, Work } from './works/index.ts';
import type { World } from './world/names.ts';

export const COMPARED_CALLS = 5;
/** Differs from write to write. */
const NEW = /"(id|uuid|created|modified|certificate_url|download_url)" ?: ?("[^"]*"|\d+)/g;
/** Differs from database to database. */
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/**
 * Asks both servers the same before anything is timed.
 * @param token of the caller; the limit ignores it
 * @returns the first answers that differ; undefined when all are the same and good
 */
export async function differentAnswer(
  [one, other]: readonly [Server, Server],
  work: Work,
  world: World,
  token: string,
  { sameDatabase = true } = {},
): Promise<string | undefined> {
  const shown = (text: string) => {
    const kept = sameDatabase ? text : text.replace(TIME, '');
    return work.writes || !sameDatabase ? kept.replace(NEW, '"$1"') : kept;
  };
  const random = new Random(-1);
  for (let turn = 0; turn < COMPARED_CALLS; turn++) {
    const call = work.call(world, turn, random);
    const first = await ask(one, call, token);
    const second = await ask(other, call, token);
    const good = first.status === work.status && second.status === work.status;
    if (good && shown(first.text) === shown(second.text)) continue;
    return `${work.name}: the answers differ.\n${call.method} ${call.path} ${call.body ?? ''}\n${first.status}: ${first.text}\n${second.status}: ${second.text}`;
  }
  return undefined;
}

async function ask({ port }: Server, call: Call, token: string): Promise<{ status: number; text: string }> {
  const { method, path, body, contentType = 'application/json' } = call;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    body,
    headers: {
      ...(body === undefined ? {} : { 'content-type': contentType }),
      authorization: `JWT ${token}`,
    },
  });
  return { status: response.status, text: await response.text() };
}
