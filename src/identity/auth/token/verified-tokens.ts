import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BoundedMap } from '../../bounded-map.js';
import { PublicKeys } from '../keys/public-keys.js';
import type { TokenClaims } from './token-claims.js';

const MOST_TOKENS = 10_000;

interface Entry {
  readonly username: string;
  readonly expiresAt: number;
}

/**
 * Tokens whose signature was checked, by their digest: a signature stays valid as long as its key does, and checking
 * one costs more than the rest of a request. The claims were written to the user when the token came first; what may
 * change meanwhile (rights, activity) is looked up by username each time.
 */
@Injectable()
export class VerifiedTokens {
  private readonly entries = new BoundedMap<string, Entry>(MOST_TOKENS);
  private current = 0;

  constructor(keys: PublicKeys) {
    keys.onChange(() => {
      this.current += 1;
      this.entries.clear();
    });
  }

  /** Which set of keys is in use; to be taken before a token is checked that is to be added. */
  get keySet(): number {
    return this.current;
  }

  /** Whose a known token is; undefined when it must be checked. */
  usernameOf(tokenDigest: string): string | undefined {
    const entry = this.entries.get(tokenDigest);
    if (entry === undefined) return undefined;
    if (Date.now() < entry.expiresAt) return entry.username;
    this.entries.delete(tokenDigest);
    return undefined;
  }

  /** Remembers a token, unless the keys have changed since it was checked. */
  add(tokenDigest: string, { username, expiresAt }: TokenClaims, keySet: number): void {
    if (keySet === this.current) this.entries.set(tokenDigest, { username, expiresAt });
  }
}

/** The name of a token in this process and in contexts: its SHA-256, from which the token cannot be had. */
export function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}
