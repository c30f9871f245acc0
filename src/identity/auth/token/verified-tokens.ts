import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BoundedMap } from '../../../platform/memory/index.js';
import type { TokenStamp } from '../../users/index.js';
import { PublicKeys } from '../keys/public-keys.js';
import type { TokenClaims } from './token-claims.js';

const MOST_TOKENS = 10_000;

/** What a remembered token says. */
export interface VerifiedToken extends TokenStamp {
  readonly username: string;
  readonly expiresAt: number;
  readonly client?: string | undefined;
}

/**
 * Remembers tokens with a good signature by their digest: a signature stays valid as long as its key, and a check costs
 * more than the rest of a request. The first use of a token writes its claims to the user. Rights, activity and the
 * person who has the name may change later, so they are looked up by username each time.
 */
@Injectable()
export class VerifiedTokens {
  private readonly entries = new BoundedMap<string, VerifiedToken>(MOST_TOKENS);
  private current = 0;

  constructor(keys: PublicKeys) {
    keys.onChange(() => {
      this.current += 1;
      this.entries.clear();
    });
  }

  /** Number of the current set of keys. Read it before you check a token that you will add. */
  get keySet(): number {
    return this.current;
  }

  /** A known token; undefined when the token must be checked. */
  find(tokenDigest: string): VerifiedToken | undefined {
    const entry = this.entries.get(tokenDigest);
    if (entry === undefined) return undefined;
    if (Date.now() < entry.expiresAt) return entry;
    this.entries.delete(tokenDigest);
    return undefined;
  }

  /** Remembers a token, unless the keys have changed since it was checked. */
  add(
    tokenDigest: string,
    { username, expiresAt, issuedAt, profile, client }: TokenClaims,
    keySet: number,
  ): void {
    if (keySet !== this.current) return;
    const { lmsUserId, administrator } = profile;
    const stamp = { issuedAt: issuedAt.getTime(), lmsUserId, administrator };
    this.entries.set(tokenDigest, { username, expiresAt, client, ...stamp });
  }
}

/** Names a token in this process and in contexts: its SHA-256, which does not reveal the token. */
export function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}
