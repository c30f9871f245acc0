import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/index.js';
import { Principal } from '../users/principal.js';
import { readApiKey } from './api-key-text.js';
import { findApiKey, noteApiKeyUse } from './api-key.sql.js';

/** Longest wait to write the last use down. */
const NOTE_TIMEOUT_MS = 5000;

/** The caller of an API key, and the name of the key. */
export interface ApiKeyCaller {
  readonly caller: Principal;
  readonly name: string;
}

/** Finds the caller of an API key. It remembers nothing: each request asks the database. */
@Injectable()
export class ApiKeyReader {
  constructor(private readonly database: Database) {}

  /** The caller; undefined when the key is misspelt, unknown, expired or revoked. */
  async find(text: string): Promise<ApiKeyCaller | undefined> {
    const parts = readApiKey(text);
    if (parts === undefined) return undefined;
    const [row] = await this.database.run(findApiKey, [parts.keyId]);
    if (row === undefined || !timingSafeEqual(row.digest, parts.digest)) return undefined;
    if (row.useIsDue) this.noteUse(row.id);
    return { caller: Principal.ofApiKey({ ...row, keyId: parts.keyId }), name: row.name };
  }

  /** Beside the request, which does not wait. A use that is not written down is no fault: the next one is. */
  private noteUse(userId: number): void {
    this.database.run(noteApiKeyUse, [userId], NOTE_TIMEOUT_MS).catch(() => undefined);
  }
}
