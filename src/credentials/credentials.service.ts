import { Injectable } from '@nestjs/common';
import type { Principal } from '../identity/index.js';
import { Config } from '../config/index.js';
import { Database } from '../platform/database/index.js';
import { isUuid } from '../platform/text/index.js';
import { NotFoundError, PermissionDeniedError } from '../platform/errors/index.js';
import { CredentialChanges } from './credential-changes.js';
import type { CredentialFilter } from './credential-filters.js';
import { mayListCredentialsOf, mayReadAll, mayReadCredentialOf } from './credential.policy.js';
import { NO_SUCH_CREDENTIAL } from './dto/credential.answer.js';
import type { CredentialQuery } from './dto/list-credentials.query.js';
import { findCredential, findCredentialInScope, readCredentialInScope } from './credential.sql.js';
import { readsFor } from './reads-for.js';

/** Lists and reads credentials; `AwardService` changes them. Answers are JSON text, built in SQL. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly changes: CredentialChanges,
  ) {}

  /**
   * A list of the credentials that match.
   * @param address the request's path and query, for the links to other pages
   * @param options `numbered`: each credential with its id
   * @throws PermissionDeniedError unless the caller may view all or asks for their own name; after that ValidationError
   */
  async list(
    caller: Principal,
    query: CredentialQuery,
    address: string,
    { numbered = false } = {},
  ): Promise<string> {
    const filter = this.filterFor(caller, query, address);
    const { publicUrl } = this.config;
    const { credentialList, numberedCredentialList, credentialWalk } = readsFor(caller);
    const { page, order, cursor, pageSize } = query.part();
    if (order !== undefined) {
      await this.changes.goOn();
      const walk = { publicUrl, address, cursor, pageSize, order };
      return credentialWalk.read(this.database, walk, filter, publicUrl);
    }
    const list = numbered ? numberedCredentialList : credentialList;
    return list.read(this.database, { publicUrl, address, page, pageSize }, filter, publicUrl);
  }

  /**
   * The filter of a list as this caller may use it; undefined when nothing can match.
   * @throws PermissionDeniedError unless the caller may view all or asks for their own name; after that ValidationError
   */
  filterFor(caller: Principal, query: CredentialQuery, address: string): CredentialFilter | undefined {
    const learners = query.learners(address);
    if (!mayListCredentialsOf(caller, learners)) {
      throw new PermissionDeniedError(undefined, 'credentials.view_usercredential');
    }
    const filter = query.filter();
    if (filter === undefined) return undefined;
    const asked = { ...filter, scope: caller.scope };
    // By user id, since PostgreSQL equates some letters of names that JavaScript tells apart.
    if (!mayReadAll(caller)) return { ...asked, username: undefined, userId: caller.id };
    if (learners.length < 2) return { ...asked, username: learners[0] };
    return { ...asked, username: undefined, usernames: learners };
  }

  /** The id of a credential that the caller may read. @throws as `retrieve` */
  async requireReadable(caller: Principal, uuid: string): Promise<number> {
    const { scope } = caller;
    const [row] = !isUuid(uuid)
      ? []
      : scope === undefined
        ? await this.database.run(findCredential, [uuid])
        : await this.database.run(findCredentialInScope, [uuid, scope]);
    if (!mayReadCredentialOf(caller, row?.userId))
      throw new PermissionDeniedError(undefined, 'credentials.view_usercredential');
    if (row === undefined) throw new NotFoundError(NO_SUCH_CREDENTIAL);
    return row.id;
  }

  /** @throws NotFoundError, or PermissionDeniedError when the caller may see neither all nor this one */
  async retrieve(caller: Principal, uuid: string): Promise<string> {
    const row = isUuid(uuid) ? await this.find(caller, uuid) : undefined;
    if (!mayReadCredentialOf(caller, row?.userId))
      throw new PermissionDeniedError(undefined, 'credentials.view_usercredential');
    if (row === undefined) throw new NotFoundError(NO_SUCH_CREDENTIAL);
    return row.json;
  }

  private async find(caller: Principal, uuid: string): Promise<{ userId: number; json: string } | undefined> {
    const { publicUrl } = this.config;
    const [row] =
      caller.scope === undefined
        ? await this.database.run(readsFor(caller).readCredentialByUuid, [publicUrl, uuid])
        : await this.database.run(readCredentialInScope, [publicUrl, uuid, caller.scope]);
    return row;
  }
}
