import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.js';
import { causeIn } from './run-program.js';

// The folder belongs to another account. Root must not follow a link there.
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
const LIMIT_BYTES = 10 * 1024 * 1024;

/** PostgreSQL's log: server.log in its data directory, and the file before it. */
export class ServerLog {
  readonly path: string;
  private begin = 0;

  constructor(cluster: string) {
    this.path = join(cluster, 'server.log');
  }

  /** A descriptor for the server to write to. The caller closes its own. */
  open(account: Account): number {
    if ((statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) > LIMIT_BYTES) {
      renameSync(this.path, `${this.path}.1`);
    }
    const descriptor = openSync(this.path, APPEND, 0o600);
    if (account.switched) {
      fchownSync(descriptor, account.uid, account.gid);
    }
    this.begin = fstatSync(descriptor).size;
    return descriptor;
  }

  close(descriptor: number): void {
    closeSync(descriptor);
  }

  /** Written since the last `open`. */
  text(): string {
    return readFileSync(this.path).subarray(this.begin).toString('utf8');
  }

  /** Why the server ended, for a message. */
  cause(): string {
    return causeIn(this.text()) || 'it wrote nothing';
  }
}
