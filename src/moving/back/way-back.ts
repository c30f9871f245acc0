import { Injectable } from '@nestjs/common';
import { AuditLog, factsOf } from '../../platform/audit/index.js';
import { Database } from '../../platform/database/index.js';
import { OperatorError } from '../../platform/errors/index.js';
import { calls, countWithoutCall } from './calls.js';
import { Changes } from './changes.js';
import { readFirstImport } from './changes.sql.js';
import { sqlScript } from './sql-script.js';

export const BACK_FORMATS = ['sql', 'calls'] as const;
export type BackFormat = (typeof BACK_FORMATS)[number];

export interface BackOptions {
  readonly format: BackFormat;
  /** ISO 8601; default: when the first import began. */
  readonly since?: string | undefined;
  /** Domain of the site there; default: that of the import. */
  readonly site?: string | undefined;
  /** Called at each step with the rows so far. */
  readonly progress: (kind: string, rows: number) => void;
}

/** Numbers of rows, for the person who goes back. */
export interface BackCounts {
  readonly since: string;
  readonly written: ReadonlyMap<string, number>;
  /** Kinds that this form cannot carry. */
  readonly without: ReadonlyMap<string, number>;
  /** Changes of things that the service there has from elsewhere, or has not. */
  readonly staying: ReadonlyMap<string, number>;
}

/** Writes what was issued or changed here for the Credentials service of Open edX. Each run is noted in the audit log. */
@Injectable()
export class WayBack {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /**
   * The text in pieces.
   * @returns the counts, with the last piece
   * @throws OperatorError when nothing was imported, and a time or site is not named
   */
  async *text({ format, progress, ...asked }: BackOptions): AsyncGenerator<string, BackCounts> {
    const [first] = await this.database.run(readFirstImport, []);
    const since = asked.since ?? first?.started;
    if (since === undefined)
      throw new OperatorError('Nothing was imported from Open edX: --since must say from when on.');
    const site = asked.site ?? first?.site;
    if (format === 'sql' && site === undefined)
      throw new OperatorError('Nothing was imported from Open edX: --site must name the domain of its site.');
    await this.note('exported', { format, since });
    const changes = new Changes(this.database, since, progress);
    let complete = false;
    try {
      yield* format === 'sql' ? sqlScript(changes, site!) : calls(changes);
      complete = true;
    } finally {
      await this.note('export ended', { ...Object.fromEntries(changes.counts), complete });
    }
    const written = new Map(changes.counts);
    const without = format === 'sql' ? new Map<string, number>() : await countWithoutCall(changes);
    return { since, written, without, staying: await changes.stayingHere() };
  }

  private async note(action: string, facts: Readonly<Record<string, unknown>>): Promise<void> {
    await this.database.transaction((transaction) =>
      this.audit.record(transaction, { action, subject: 'open edx', changes: factsOf(facts) }),
    );
  }
}
