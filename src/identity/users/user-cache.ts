import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/index.js';
import { BoundedMap } from '../../platform/memory/index.js';
import { KnownUser } from './known-user.js';
import { findUser, type UserRow } from './users.sql.js';

/** A right that another process takes away must end here within five seconds, including the time of a new read. */
const LIFETIME_MS = 4000;
const MOST_USERS = 10_000;

/** Longest look-up. It does not end when one of the requests that share it does. */
const LOOK_UP_TIMEOUT_MS = 3000;

interface Entry {
  readonly user: KnownUser;
  readonly readAt: number;
}

/**
 * Saves a query per request. The key is the name as the token spells it, because only the database can tell which user
 * that is.
 */
@Injectable()
export class UserCache {
  private readonly entries = new BoundedMap<string, Entry>(MOST_USERS);
  private readonly reads = new Map<string, Promise<KnownUser | undefined>>();
  private changes = 0;

  constructor(private readonly database: Database) {}

  /** The remembered user, if fresh enough. Runs no query. */
  peek(username: string): KnownUser | undefined {
    const entry = this.entries.get(username);
    return entry !== undefined && performance.now() - entry.readAt < LIFETIME_MS ? entry.user : undefined;
  }

  /** The user with the name in a token; undefined when there is none. Simultaneous requests share one query. */
  async find(username: string): Promise<KnownUser | undefined> {
    const known = this.peek(username);
    if (known !== undefined) return known;
    const running = this.reads.get(username);
    if (running !== undefined) return running;
    const read = this.read(username).finally(() => {
      if (this.reads.get(username) === read) this.reads.delete(username);
    });
    this.reads.set(username, read);
    return read;
  }

  /** The user as the database knows them now. */
  async read(username: string): Promise<KnownUser | undefined> {
    const moment = this.moment();
    const [row] = await this.database.run(findUser, [username], LOOK_UP_TIMEOUT_MS);
    if (row !== undefined) return this.keep(username, row, moment);
    this.entries.delete(username);
    return undefined;
  }

  /** Keeps a row read at `readAt` (of `performance.now()`), unless a user has changed since `changes`. */
  keep(username: string, row: UserRow, { readAt, changes }: Moment): KnownUser {
    const user = new KnownUser(row);
    if (changes === this.changes) this.entries.set(username, { user, readAt });
    return user;
  }

  /** Call it before you read a row that you will keep. */
  moment(): Moment {
    return { readAt: performance.now(), changes: this.changes };
  }

  /** Drops a remembered user. Call it after the commit of a change. */
  forget(userId: number): void {
    this.changes += 1;
    this.reads.clear();
    this.entries.deleteWhere((entry) => entry.user.id === userId);
  }
}

/** When a row was read, and how many changes this process had seen by then. */
export interface Moment {
  readonly readAt: number;
  readonly changes: number;
}
