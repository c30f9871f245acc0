import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Account } from './account.js';

const EXECUTE_BIT = 1;
const READ_BIT = 4;

/**
 * The outermost part of a real path that is closed to an account; undefined if none is. Only mode bits count: the
 * account has no supplementary groups.
 * @param use `read` the path itself, or only `pass` through that folder
 */
export async function firstObstacle(
  path: string,
  account: Account,
  use: 'read' | 'pass',
): Promise<string | undefined> {
  if (!account.switched) {
    return undefined;
  }
  for (const component of ancestors(path)) {
    const status = await stat(component);
    const bits = component === path && use === 'read' ? READ_BIT : EXECUTE_BIT;
    const needed = bits === READ_BIT && status.isDirectory() ? READ_BIT | EXECUTE_BIT : bits;
    const shift = status.uid === account.uid ? 6 : status.gid === account.gid ? 3 : 0;
    if (((status.mode >> shift) & needed) !== needed) {
      return component;
    }
  }
  return undefined;
}

/** Every part from the root to the path itself. */
function ancestors(path: string): string[] {
  const all: string[] = [];
  for (let current = path; ; current = dirname(current)) {
    all.unshift(current);
    if (current === dirname(current)) {
      return all;
    }
  }
}
