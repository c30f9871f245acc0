import { Injectable } from '@nestjs/common';
import type { Principal } from '../identity/index.js';
import { Config } from '../config/index.js';
import { Database } from '../platform/database/index.js';
import { isUuid } from '../platform/text/index.js';
import { NotFoundError, PermissionDeniedError } from '../platform/errors/index.js';
import { mayListCredentialsOf, mayReadAll, mayReadCredentialOf } from './credential.policy.js';
import { readCredentialInScope } from './credential.sql.js';
import { NO_SUCH_CREDENTIAL } from './dto/credential.answer.js';
import type { CredentialQuery } from './dto/list-credentials.query.js';
import { readsFor } from './reads-for.js';

/** Lists and reads credentials; `AwardService` changes them. Answers are JSON text, built in SQL. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
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
    if (!mayListCredentialsOf(caller, query.username)) throw new PermissionDeniedError();
    const asked = query.filter();
    // By user id, since PostgreSQL equates some letters of names that JavaScript tells apart.
    const own = mayReadAll(caller) ? {} : { username: undefined, userId: caller.id };
    const filter = asked && { ...asked, ...own, scope: caller.scope };
    const { publicUrl } = this.config;
    const { credentialList, numberedCredentialList } = readsFor(caller);
    const list = numbered ? numberedCredentialList : credentialList;
    return list.read(this.database, { publicUrl, address, page: query.page }, filter, publicUrl);
  }

  /** @throws NotFoundError, or PermissionDeniedError when the caller may see neither all nor this one */
  async retrieve(caller: Principal, uuid: string): Promise<string> {
    const row = isUuid(uuid) ? await this.find(caller, uuid) : undefined;
    if (!mayReadCredentialOf(caller, row?.userId)) throw new PermissionDeniedError();
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
