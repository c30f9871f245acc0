import { Injectable } from '@nestjs/common';
import { Config } from '../config/index.js';
import { CredentialsService } from '../credentials/index.js';
import type { Principal } from '../identity/index.js';
import { Database } from '../platform/database/index.js';
import type { CursorQuery } from '../platform/lists/index.js';
import { AUDIT, type AuditFilter } from './audit.sql.js';
import type { ListAuditQuery } from './dto/list-audit.query.js';

const ROWS_AT_A_TIME = '500';

/** Reads the audit log. Answers are JSON text, built in SQL. */
@Injectable()
export class AuditService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly credentials: CredentialsService,
  ) {}

  /** A page. @param address the request's path and query, for the link. @throws ValidationError */
  list(query: ListAuditQuery, address: string): Promise<string> {
    return this.read(AUDIT.whole, 'latest', query.filter(), query, address);
  }

  /** All matching rows as lines of JSON. Each 500 rows are a statement of their own, so memory does not grow. */
  async *lines(query: ListAuditQuery): AsyncGenerator<string> {
    const filter = query.filter();
    for (let cursor = query.cursor ?? ''; ;) {
      const page = await this.read(AUDIT.whole, 'latest', filter, { cursor, page_size: ROWS_AT_A_TIME }, '/');
      const { next, results } = JSON.parse(page) as { next: string | null; results: unknown[] };
      if (results.length > 0) yield results.map((row) => `${JSON.stringify(row)}\n`).join('');
      if (next === null) return;
      cursor = new URL(next).searchParams.get('cursor')!;
    }
  }

  /**
   * The life of a credential, and of those that were joined with it. Staff also see who did it, by which request and why.
   * @throws NotFoundError, PermissionDeniedError as for reading the credential
   */
  async history(caller: Principal, uuid: string, query: CursorQuery, address: string): Promise<string> {
    const id = await this.credentials.requireReadable(caller, uuid);
    const list = caller.isStaff ? AUDIT.whole : AUDIT.withoutNames;
    return this.read(list, 'oldest', { credential: id }, query, address);
  }

  private read(
    list: (typeof AUDIT)['whole'],
    order: 'latest' | 'oldest',
    filter: AuditFilter,
    { cursor, page_size: pageSize }: CursorQuery,
    address: string,
  ): Promise<string> {
    const page = { publicUrl: this.config.publicUrl, address, cursor, pageSize, order };
    return list.read(this.database, page, filter);
  }
}
