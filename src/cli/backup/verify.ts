import type { Manifest, Totals } from './format.js';
import { readScript } from './read-script.js';

/** A backup that was read from begin to end, and is as it was written. */
export interface Verified {
  readonly manifest: Manifest;
  readonly totals: Totals;
}

/** @throws DamagedBackupError */
export async function verify(path: string): Promise<Verified> {
  let manifest: Manifest | undefined;
  let totals: Totals | undefined;
  for await (const part of readScript(path)) {
    if (part.kind === 'manifest') ({ manifest } = part);
    else if (part.kind === 'totals') ({ totals } = part);
  }
  return { manifest: manifest!, totals: totals! };
}
