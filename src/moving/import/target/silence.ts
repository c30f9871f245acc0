import type { Target } from './target.js';

/**
 * Tables whose triggers all rest while an import writes them: they compute, row by row, what an import computes at once,
 * or stamp the time of now. In all other tables those of the audit log rest: one row of the log tells of the whole import.
 */
const RESTS_WHOLLY = ['user_credential', 'user_credential_attribute', 'user_grade'];

const TRIGGERS = `
  select format('alter table %I disable trigger %I', relname, tgname) as off,
         format('alter table %I enable trigger %I', relname, tgname) as on
    from pg_trigger t join pg_class c on c.oid = tgrelid
   where relnamespace = current_schema()::regnamespace and relname = any ($1)
     and not tgisinternal and tgenabled = 'O' and (relname = any ($2) or tgname like '%\\_audit\\_%')
   order by relname collate "C", tgname collate "C"`;

/** Work on some tables while their triggers rest. Others can read the tables meanwhile; who writes them waits. */
export class Silence {
  private constructor(
    private readonly target: Target,
    private readonly off: string,
    private readonly on: string,
  ) {}

  static async of(target: Target, tables: readonly string[]): Promise<Silence> {
    const rows = await target.rows<{ off: string; on: string }>(TRIGGERS, [tables, RESTS_WHOLLY]);
    return new Silence(target, rows.map(({ off }) => off).join(';'), rows.map(({ on }) => on).join(';'));
  }

  /** Within a transaction: what `work` throws takes it back, and with it the rest of the triggers. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.off === '') return work();
    await this.target.rows(this.off);
    const result = await work();
    await this.target.rows(this.on);
    return result;
  }
}
