import type { DataSource } from 'typeorm';

/** How the locale of a database folds letters. Names and keys are compared by `lower`. */
export interface LetterCase {
  readonly locale: string;
  /** Whether A to Z become a to z, which they do not in Turkish. */
  readonly latin: boolean;
  /** Whether the letters of other languages fold, which they do not in the locale C. */
  readonly others: boolean;
  /** Whether migrations have run, so that the database cannot be made anew without moving its rows. */
  readonly used: boolean;
}

/** Reads it, before or after the first migration. The column of the locale's name depends on the version. */
export const LETTER_CASE = `
  select coalesce(to_jsonb(db) ->> 'datlocale', to_jsonb(db) ->> 'daticulocale', db.datctype) as locale,
         lower('ABCDEFGHIJKLMNOPQRSTUVWXYZ') = 'abcdefghijklmnopqrstuvwxyz' as latin,
         lower('ÀÉÎÕÜÇŁŽÅØÆŒĞŞΑΩБЯЁԲ') = 'àéîõüçłžåøæœğşαωбяёբ' as others,
         to_regclass('migration') is not null as used
    from pg_database db where datname = current_database()`;

export async function readLetterCase(dataSource: DataSource): Promise<LetterCase> {
  const [row] = await dataSource.query<[LetterCase]>(LETTER_CASE);
  return row;
}

/** What to do about the locale. */
export const OTHER_LOCALE =
  'create a database with a locale that folds the letters of every language, such as C.UTF-8 or en_US.UTF-8, and move what is stored';
