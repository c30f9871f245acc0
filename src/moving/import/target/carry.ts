import { databaseErrorIn } from '../../../platform/errors/index.js';
import type { Kind } from '../kinds/kind.js';
import type { Line } from '../report.js';
import type { SourceRow } from '../source/source.js';
import { refusalOf } from './refusal.js';
import { Silence } from './silence.js';
import { handleOf, type KindStatements, statementsOf } from './statements-of.js';
import type { Target } from './target.js';

/** What became of a page of rows. */
export interface Carried {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly leftOut: number;
  readonly lines: readonly Line[];
}

interface ReadyRow {
  readonly id: string;
  readonly reason: string;
}

/** A row there, by its number, and what it is found by here; null when it is here no more. */
interface RowHere {
  readonly id: string;
  readonly here: string | null;
}

/** A row that a run before has carried as it is. */
interface KnownRow extends RowHere {
  readonly changed: readonly string[];
  readonly joined: boolean;
  /** Its number here, where that is another one. */
  readonly number: string | null;
}

/** Writes the rows of one kind, page by page. Each page is one transaction: after a break a later run goes on with the rest. */
export class Carrier {
  private readonly statements: KindStatements;
  private silence: Silence | undefined;
  private silenceOfMissing: Silence | undefined;
  private pages = 0;

  constructor(
    private readonly target: Target,
    readonly kind: Kind,
    /** Whether a run before was broken off, whose report is lost: rows that it carried are told of again. */
    private readonly tellsAgain: boolean,
  ) {
    this.statements = statementsOf(kind);
  }

  async begin(): Promise<void> {
    const { table, alsoWrites = [], missing } = this.kind;
    this.silence = await Silence.of(this.target, [table, ...alsoWrites]);
    if (missing !== undefined) this.silenceOfMissing = await Silence.of(this.target, [missing.table]);
    await this.target.rows('drop table if exists stage');
    await this.target.rows(this.statements.makeStage);
  }

  /** The planner learns of the rows on which pages and kinds build. */
  async end(): Promise<void> {
    const { table, alsoWrites = [] } = this.kind;
    const tables = [table, ...alsoWrites, 'moved_row'].join(', ');
    // A vacuum may hold one of them: it is waited for, as with a page.
    await this.target.transaction(() => this.target.rows(`analyze ${tables}`));
  }

  private async afterPage(): Promise<void> {
    this.pages += 1;
    if (Number.isInteger(Math.log2(this.pages) / 2)) await this.end();
  }

  /**
   * @param after the number of the last row of the page before
   * @param isLast no row comes behind the page
   */
  async carry(rows: readonly SourceRow[], after: string, isLast: boolean): Promise<Carried> {
    const carried = await this.target.transaction(() =>
      this.silence!.during(async () => {
        const gone = await this.goneThere(rows, after, isLast);
        const some = await this.carrySome(rows);
        return { ...some, lines: [...gone, ...some.lines] };
      }),
    );
    await this.afterPage();
    return carried;
  }

  /** Rows that an earlier run has read in the range of this page, and that are here, but not there any more. */
  private async goneThere(rows: readonly SourceRow[], after: string, isLast: boolean): Promise<Line[]> {
    const last = isLast ? '9007199254740991' : rows.at(-1)![0]!;
    const gone = await this.target.rows<RowHere>(
      `select m.source_id::text as id, ${handleOf(this.kind)} as here
         from moved_row m join ${this.kind.table} t on t.id = m.here_id
        where m.kind = $1 and m.source_id > $2 and m.source_id <= $3 and m.here_id is not null
          and m.source_id <> all ($4::bigint[])
        order by m.source_id`,
      [this.kind.name, after, last, rows.map(([id]) => id)],
    );
    return gone.map(({ id, here }) =>
      this.line('gone there', id, 'it was deleted there: it stays here', this.placeOf(here)),
    );
  }

  /** Rows that PostgreSQL refuses are found by halving, and listed; the others come over. */
  private async carrySome(rows: readonly SourceRow[]): Promise<Carried> {
    if (rows.length === 0) return { created: 0, updated: 0, unchanged: 0, leftOut: 0, lines: [] };
    try {
      return await this.target.savepoint('part', () => this.carryAll(rows));
    } catch (error) {
      const why = refusalOf(databaseErrorIn(error));
      if (why === undefined) throw error;
      if (rows.length === 1) return this.refuse(rows[0]!, why);
    }
    const half = Math.ceil(rows.length / 2);
    const first = await this.carrySome(rows.slice(0, half));
    const second = await this.carrySome(rows.slice(half));
    return {
      created: first.created + second.created,
      updated: first.updated + second.updated,
      unchanged: first.unchanged + second.unchanged,
      leftOut: first.leftOut + second.leftOut,
      lines: [...first.lines, ...second.lines],
    };
  }

  private async refuse([id]: SourceRow, why: string): Promise<Carried> {
    await this.remember(`values ($1::bigint, null::bigint, 0::bigint, false)`, [id]);
    const lines = [this.line('left out', id!, why)];
    return { created: 0, updated: 0, unchanged: 0, leftOut: 1, lines };
  }

  private async carryAll(rows: readonly SourceRow[]): Promise<Carried> {
    const { target, statements } = this;
    await target.rows('truncate stage');
    await target.copy('stage', rows);
    await this.makeMissing();
    for (const text of statements.before) await target.rows(text);
    const again = await this.linesOfKnown();
    await target.rows(statements.makeReady);
    const [{ count } = { count: 0 }] = await target.rows<{ count: number }>(
      'select count(*)::int as count from ready',
    );
    if (count === 0) {
      await target.rows('drop table ready');
      return { created: 0, updated: 0, unchanged: rows.length, leftOut: 0, lines: again };
    }
    const out = await target.rows<ReadyRow>(
      'select source_id::text as id, left_out as reason from ready where left_out is not null order by source_id',
    );
    await this.remember(
      'select source_id, null::bigint, digest, false from ready where left_out is not null',
    );
    await target.rows('delete from ready where left_out is not null');
    await target.rows(statements.joinEqual);
    await target.rows(statements.joinFound);
    const removed = await target.rows<{ source_id: string }>(statements.dropRemoved);
    if (this.kind.numbered !== false) await target.rows(statements.takeNumbers);
    if (statements.keepNewer !== undefined) await target.rows(statements.keepNewer);
    const [written] = await target.rows<{ created: number; updated: number }>(statements.write);
    await target.rows(statements.followLeaders);
    const lines = [
      ...again,
      ...out.map(({ id, reason }) => this.told('left out', id, reason)),
      ...removed.map(({ source_id: id }) =>
        this.line('kept here', id, 'it was removed here and has changed there: it stays removed'),
      ),
      ...(await this.linesOfReady()),
    ];
    for (const text of statements.after) await target.rows(text);
    await this.remember('select source_id, id, digest, joined from ready');
    await target.rows('drop table ready');
    return { ...written!, unchanged: rows.length - count, leftOut: out.length, lines };
  }

  /** Their table is locked only for a page that needs it: kinds that are carried at the same time would wait for it. */
  private async makeMissing(): Promise<void> {
    const { target } = this;
    const { missing } = this.kind;
    if (missing === undefined) return;
    const [row] = await target.rows<{ needed: boolean }>(`select ${missing.areNeeded} as needed`);
    if (row!.needed) await this.silenceOfMissing!.during(() => target.rows(missing.make));
  }

  private async linesOfKnown(): Promise<Line[]> {
    if (!this.tellsAgain) return [];
    const known = await this.target.rows<KnownRow>(this.statements.tellAgain);
    return known.flatMap(({ id, here, changed, joined, number }) => [
      ...changed.map((reason) => this.told('changed', id, reason)),
      ...(joined ? [this.joinedLine(id, here)] : []),
      ...(number === null ? [] : [this.numberedLine(id, number)]),
    ]);
  }

  private joinedLine(id: string, here: string | null): Line {
    return this.line('changed', id, 'it is one with another row here', this.placeOf(here));
  }

  private numberedLine(id: string, number: string): Line {
    return this.line('changed', id, 'it has another number here', `${this.kind.table} ${number}`);
  }

  private async linesOfReady(): Promise<Line[]> {
    const { target } = this;
    const changed = await target.rows<ReadyRow>(
      `select source_id::text as id, reason from ready, unnest(changed) reason where not kept order by source_id`,
    );
    const joined = await this.rowsHere('r.joined and r.known_id is null');
    const kept = await this.rowsHere('r.kept');
    const numbered = await target.rows<{ id: string; here: string }>(
      `select source_id::text as id, id::text as here from ready
        where not joined and known_id is null and id <> source_id and '${this.kind.table}' <> 'site' order by source_id`,
    );
    return [
      ...changed.map(({ id, reason }) => this.told('changed', id, reason)),
      ...joined.map(({ id, here }) => this.joinedLine(id, here)),
      ...kept.map(({ id, here }) =>
        this.line('kept here', id, 'it was changed here later than there: it stays', this.placeOf(here)),
      ),
      ...numbered.map(({ id, here }) => this.numberedLine(id, here)),
    ];
  }

  /** @param condition SQL about the row `r` of `ready` */
  private rowsHere(condition: string): Promise<RowHere[]> {
    return this.target.rows<RowHere>(
      `select r.source_id::text as id, ${handleOf(this.kind)} as here from ready r left join ${this.kind.table} t on t.id = r.id
        where ${condition} order by r.source_id`,
    );
  }

  /** An operator who looks into such a row needs more than its number there, above all where that is gone. */
  private placeOf(here: string | null): string | undefined {
    return here === null ? undefined : `${this.kind.table} ${here}`;
  }

  /** @param rows SQL of source_id, here_id, digest and joined */
  private async remember(rows: string, params: readonly unknown[] = []): Promise<void> {
    await this.target.rows(
      `insert into moved_row as t (kind, source_id, here_id, digest, joined)
       select '${this.kind.name}', row.source_id, row.here_id, row.digest, row.joined
         from (${rows}) as row (source_id, here_id, digest, joined)
       on conflict (kind, source_id) do update
         set here_id = excluded.here_id, digest = excluded.digest, joined = excluded.joined
       where t.here_id is null or excluded.here_id is not null`,
      params,
    );
  }

  private told(what: Line['what'], id: string, reason: string): Line {
    const [why = '', ...detail] = reason.split('\n');
    return this.line(what, id, why, detail.length > 0 ? detail.join(' ') : undefined);
  }

  private line(what: Line['what'], id: string, why: string, detail?: string): Line {
    return { table: this.kind.name, id, what, why, ...(detail !== undefined && { detail }) };
  }
}
