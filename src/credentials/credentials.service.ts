import { Injectable } from '@nestjs/common';
import type { Principal } from '../identity/index.js';
import { Config } from '../config/index.js';
import { Database } from '../platform/database/index.js';
import { isUuid } from '../platform/text/index.js';
import { NotFoundError, PermissionDeniedError } from '../platform/errors/index.js';
import { pageJson, parsePage, resolvePage } from '../platform/lists/index.js';
import { CredentialEvents } from './credential-events.js';
import { listCredentials, readCredential, retrieveCredential } from './credential.sql.js';
import { mayListCredentialsOf, mayReadAll, mayReadCredentialOf } from './credential.policy.js';
import type { CredentialQuery } from './dto/list-credentials.query.js';
import type { CredentialStatus } from './entities/user-credential.entity.js';
import { lockCredential } from './award.sql.js';

/** Reads credentials and changes their status. Issuing is `CredentialIssuer`'s. Answers are JSON text, built in SQL. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly events: CredentialEvents,
  ) {}

  /**
   * One page of the credentials that match.
   * @param address the request's path and query, for the links to other pages
   * @param options `withId`: each credential with its number, as version 1 lists them
   * @throws PermissionDeniedError unless the caller may view all, or asks for their own name; only then ValidationError
   */
  async list(
    caller: Principal,
    query: CredentialQuery,
    address: string,
    { withId = false } = {},
  ): Promise<string> {
    if (!mayListCredentialsOf(caller, query.username)) throw new PermissionDeniedError();
    const asked = query.filter();
    const page = parsePage(query.page);
    // Without the right to read all, the caller's own by number. By name it could be somebody else's: PostgreSQL takes some
    // letters for the same that JavaScript keeps apart.
    const filter =
      asked && (mayReadAll(caller) ? asked : { ...asked, username: undefined, userId: caller.id });
    if (filter === undefined) return this.page(address, resolvePage(page, 0), 0, '[]');
    const { statement, values } = listCredentials(this.config.publicUrl, page, filter, withId);
    const [row] = await this.database.run(statement, values);
    const { count, results } = row!;
    return this.page(address, resolvePage(page, count), count, results);
  }

  /** @throws NotFoundError, or PermissionDeniedError for one who may see neither all nor this one */
  async retrieve(caller: Principal, uuid: string): Promise<string> {
    const [row] = isUuid(uuid)
      ? await this.database.run(retrieveCredential, [this.config.publicUrl, uuid])
      : [];
    if (!mayReadCredentialOf(caller, row?.userId)) throw new PermissionDeniedError();
    if (row === undefined) throw notFound();
    return row.json;
  }

  /** Awards or revokes; without a status nothing changes. @throws NotFoundError */
  async changeStatus(uuid: string, status: CredentialStatus | undefined): Promise<string> {
    if (!isUuid(uuid)) throw notFound();
    return this.database.transaction(async (transaction) => {
      const [credential] = await transaction.run(lockCredential, [uuid]);
      if (credential === undefined) throw notFound();
      if (status !== undefined) await this.events.changeStatus(transaction, credential, status);
      const [row] = await transaction.run(readCredential, [this.config.publicUrl, credential.id]);
      return row!.json;
    });
  }

  private page(address: string, page: number, count: number, results: string): string {
    return pageJson(this.config.publicUrl, address, page, count, results);
  }
}

function notFound(): NotFoundError {
  return new NotFoundError('No UserCredential matches the given query.');
}
