import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Principal } from '../../identity/index.js';
import { AuditLog, factsOf } from '../../platform/audit/index.js';
import { Database, streamRows } from '../../platform/database/index.js';
import { PermissionDeniedError } from '../../platform/errors/index.js';
import { withoutDeadline } from '../../platform/telemetry/index.js';
import { BYTE_ORDER_MARK, csvRows } from '../../platform/text/index.js';
import type { CredentialFilter } from '../credential-filters.js';
import { mayExport } from '../credential.policy.js';
import { CredentialsService } from '../credentials.service.js';
import type { ExportQuery } from './dto/export.query.js';
import { type ExportField, type ExportFormat, exportStatement } from './export.sql.js';

/** Longest wait for the note that an export has ended. */
const NOTE_TIMEOUT_MS = 10_000;

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly fields: readonly ExportField[];
  /** Undefined: nothing can match. */
  readonly filter: CredentialFilter | undefined;
}

/** Writes credentials as a table or as lines of JSON, one step at a time. Each export is noted in the audit log. */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly credentials: CredentialsService,
    private readonly audit: AuditLog,
  ) {}

  /** @throws PermissionDeniedError unless the caller is staff and may view all; after that ValidationError */
  optionsFor(
    caller: Principal,
    query: ExportQuery,
    address: string,
    accept: string | undefined,
  ): ExportOptions {
    // The guard has asked for the right.
    if (!mayExport(caller)) throw new PermissionDeniedError(undefined, 'staff');
    const filter = this.credentials.filterFor(caller, query, address);
    return { format: query.wantedFormat(accept), fields: query.wantedFields(), filter };
  }

  /** The same on the command line, whose account may read everything. @throws ValidationError */
  optionsForAll(query: ExportQuery, learners: readonly string[]): ExportOptions {
    const asked = query.filter();
    const filter = asked && (learners.length > 0 ? { ...asked, usernames: learners } : asked);
    return { format: query.wantedFormat(undefined), fields: query.wantedFields(), filter };
  }

  /**
   * The text of the export in pieces. The first one is there when the rows can be read and the export is noted: until then
   * nothing has left the house. The end is noted with the number of rows, also that of an export that broke off.
   */
  async *text({ format, fields, filter }: ExportOptions): AsyncGenerator<string, void, undefined> {
    await this.note('exported', { format, fields: fields.join(' '), filters: describe(filter) });
    let rows = 0;
    let complete = false;
    try {
      let head = format === 'csv' ? `${BYTE_ORDER_MARK}${csvRows([fields])}` : '';
      if (filter !== undefined) {
        const { statement, values } = exportStatement(format, fields, filter, this.config.publicUrl);
        for await (const step of streamRows(this.database, statement, values)) {
          rows += step.length;
          const piece =
            format === 'csv'
              ? csvRows(step.map(({ row }) => row as (string | null)[]))
              : step.map(({ row }) => `${row as string}\n`).join('');
          yield head + piece;
          head = '';
        }
      }
      if (head !== '') yield head;
      complete = true;
    } finally {
      await this.note('export ended', { rows, complete });
    }
  }

  private async note(action: string, facts: Readonly<Record<string, unknown>>): Promise<void> {
    // Who left before the end has taken rows along: that is noted, too.
    await withoutDeadline(() =>
      this.database.transaction(
        (transaction) =>
          this.audit.record(transaction, { action, subject: 'credential', changes: factsOf(facts) }),
        { timeoutMs: NOTE_TIMEOUT_MS },
      ),
    );
  }
}

/** The filters in use, with the values that tell of nobody. */
function describe(filter: CredentialFilter | undefined): Readonly<Record<string, unknown>> {
  if (filter === undefined) return { nothing: true };
  const { username, usernames, userId, ...others } = filter;
  const learners = usernames?.length ?? (username || userId !== undefined ? 1 : undefined);
  const used = Object.entries({ ...others, learners }).filter(
    ([, value]) => value !== undefined && value !== '' && value !== false,
  );
  return Object.fromEntries(used);
}
