import type { Kind, Reason } from '../kinds/kind.js';

/** The statements that carry a page of one kind: the page is in `stage`. See `carry.ts` for their order. */
export interface KindStatements {
  readonly makeStage: string;
  readonly before: readonly string[];
  readonly makeReady: string;
  readonly tellAgain: string;
  readonly joinEqual: string;
  readonly joinFound: string;
  readonly takeNumbers: string;
  readonly keepNewer: string | undefined;
  readonly dropRemoved: string;
  readonly write: string;
  readonly followLeaders: string;
  readonly after: readonly string[];
}

/** SQL: what the row `t` here is found by. */
export const handleOf = ({ handle = 't.id' }: Kind): string => `(${handle})::text`;

export function statementsOf(kind: Kind): KindStatements {
  const { table } = kind;
  const columns = Object.keys(kind.write);
  return {
    makeStage: `create temp table stage (id text, ${Object.keys(kind.read)
      .map((name) => `${name} text`)
      .join(', ')})`,
    before: kind.before ?? [],
    makeReady: readySql(kind),
    // Of rows that a run before carried as they are, its report told.
    tellAgain: `
      select source_id::text as id, ${handleOf(kind)} as here, changed, joined,
             case when not joined and known_id <> source_id and '${table}' <> 'site' then known_id::text end as number
        from (${rowsOf(kind, 'm.here_id is not null and m.digest = state.digest')}) row
        left join ${table} t on t.id = known_id
       where changed <> '{}' or joined or known_id <> source_id
       order by source_id`,
    // Of several rows that are one here the first is written; rows that were joined earlier stay so.
    joinEqual: `
      update ready r set joined = true, leader = place.leader, id = coalesce(r.known_id, r.found_id)
        from (select source_id, first_value(source_id) over same as leader, row_number() over same as number, joined
                from ready
              window same as (partition by natural_key order by joined, known_id is null, preference, source_id)) place
       where place.source_id = r.source_id and not r.joined and place.number > 1`,
    // A row here that another row there has become already is not that of this one.
    joinFound: `
      update ready r set joined = true
       where r.known_id is null and r.found_id is not null and not r.joined
         and (r.found_is_other or exists (
           select from moved_row o where o.kind = '${kind.name}' and o.here_id = r.found_id and not o.joined
              and o.source_id <> r.source_id))`,
    takeNumbers: `
      update ready r set id = nextval(pg_get_serial_sequence('${table}', 'id')) where r.id is null and not r.joined`,
    dropRemoved: `
      delete from ready r
       where r.known_id is not null and not exists (select from ${table} o where o.id = r.known_id)
      returning source_id, digest`,
    keepNewer: kind.hasModified
      ? `update ready r set kept = true from ${table} t
          where t.id = r.id and t.id = coalesce(r.known_id, r.found_id) and not r.joined and t.modified > r.modified
            and (${comparedColumns(kind, 't')}) is distinct from (${comparedColumns(kind, 'r')})`
      : undefined,
    write: `
      with written as (
        insert into ${table} as t (id, ${columns.join(', ')})
        select id, ${columns.join(', ')} from ready where not joined and not kept
        on conflict (id) do update set ${updates(kind)}
        returning (xmax = 0) as is_new)
      select count(*) filter (where is_new)::int as created, count(*) filter (where not is_new)::int as updated from written`,
    followLeaders: `
      update ready r set id = leader.id from ready leader
       where r.joined and r.id is null and leader.source_id = r.leader`,
    after: kind.after ?? [],
  };
}

function readySql(kind: Kind): string {
  return `
    create temp table ready on commit drop as
    select row.*, coalesce(known_id, found_id,
             case when not exists (select from ${kind.table} o where o.id = source_id) then source_id end) as id
      from (${rowsOf(kind, 'm.here_id is null or m.digest <> state.digest')}) row`;
}

/** Rows of `stage` with what becomes of them. @param which with `m`, what is known of a row, and its digest of now */
function rowsOf(kind: Kind, which: string): string {
  const { write, helpers = {} } = kind;
  const values = { ...write, ...helpers };
  return `
    select s.id::bigint as source_id, state.digest, m.here_id as known_id, coalesce(m.joined, false) as joined,
           null::bigint as leader, false as kept,
           ${kind.natural} as natural_key, (${kind.found})::bigint as found_id,
           ${kind.foundIsOther ?? 'false'} as found_is_other,
           row_number() over (order by ${kind.prefer ?? '1::integer + 0'}, s.id::bigint) as preference,
           ${firstOf(kind.leftOut ?? [])} as left_out,
           array_remove(array[${(kind.changed ?? []).map(told).join(', ')}]::text[], null) as changed,
           ${Object.entries(values)
             .map(([name, sql]) => `(${sql}) as ${name}`)
             .join(', ')}
      from stage s
     cross join lateral (select hashtextextended(s::text, 0) as digest offset 0) state
      left join lateral (
        select * from moved_row where kind = '${kind.name}' and source_id = s.id::bigint offset 0) m on true
     ${kind.joins ?? ''}
     where ${which}`;
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** Reason and detail in one text, so that a list of them is one value. */
const reasonSql = ({ why, detail }: Reason) =>
  detail === undefined ? text(why) : `${text(why)} || E'\\n' || coalesce((${detail})::text, '')`;
const told = (reason: Reason) => `case when ${reason.when} then ${reasonSql(reason)} end`;

function firstOf(reasons: readonly Reason[]): string {
  if (reasons.length === 0) return 'null::text';
  return `case ${reasons.map((reason) => `when ${reason.when} then ${reasonSql(reason)}`).join(' ')} end`;
}

/** The columns that both sides have and write. */
function comparedColumns({ write, update = {}, onlyHere = [] }: Kind, alias: string): string {
  return Object.keys(write)
    .filter((name) => update[name] !== null && !onlyHere.includes(name))
    .map((name) => `${alias}.${name}`)
    .join(', ');
}

function updates({ write, update = {} }: Kind): string {
  const usual = Object.keys(write)
    .filter((name) => !(name in update))
    .map((name) => `${name} = excluded.${name}`);
  const others = Object.entries(update).flatMap(([name, sql]) => (sql === null ? [] : [`${name} = ${sql}`]));
  return [...usual, ...others].join(', ');
}
