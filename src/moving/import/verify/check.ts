/**
 * The comparison of a kind: a query of each side that gives the same fields as text. They share nothing with the
 * statements that carry the rows, so that a mistake there is a difference here.
 */
export interface Check {
  readonly table: string;
  readonly fields: readonly string[];
  /** The source's values in the order of the fields, and its tables with the alias `s`. */
  readonly source: readonly string[];
  readonly from: string;
  /** Values here in that order, and the tables; `m` is the row of `moved_row`, with `m.given` of the source. */
  readonly here: readonly string[];
  readonly hereFrom: string;
  /** SQL: whether somebody changed the row here since, which is no difference. */
  readonly changedHere: string;
  /** The field whose value there is `m.given`. Default: the time of the last change. */
  readonly given?: string;
}

export const there = {
  uuid: (column: string) => `lower(replace(${column}, '-', ''))`,
  /** Empty and null are the same to both. */
  text: (column: string) => `coalesce(${column}, '')`,
  /** The user whom the database compares equal, and the name. Its tables may compare in different ways. */
  user: (username: string) =>
    `concat_ws('\\n', (select concat('user ', u.id) from core_user u
                         where u.username = convert(${username} using /*charset*/) collate /*collation*/ limit 1), ${username})`,
};

export const ours = {
  uuid: (column: string) => `replace(${column}::text, '-', '')`,
  time: (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
  flag: (column: string) => `${column}::integer::text`,
  text: (column: string) => `coalesce(${column}, '')`,
};

export const laterThan = (time: string): string => `${time} > m.given::timestamptz`;

/**
 * Those there to whom a row here may belong: the users that became its user, or an account that was merged into it, and who
 * was no user there, or is none any more, by name.
 */
export const ownersThere = (user: string): string =>
  `(select concat_ws(E'\\n',
             (select string_agg('user ' || o.source_id, E'\\n') from moved_row o
               where o.kind = 'core_user'
                 and o.here_id = any (array(select own.id union all select w.id from users w where w.merged_into = own.id))),
             own.username)
      from users own where own.id = ${user})`;
