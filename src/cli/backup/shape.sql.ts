/**
 * The catalog of PostgreSQL about the tables of the service: those of the schema in which it makes its tables,
 * without the list of migrations, which `migrate` writes, and without tables of extensions. Plain texts, as they run
 * once a command on a connection without prepared statements.
 */

const OURS = `relnamespace = quote_ident(current_schema())::regnamespace and relname !~ '^migration(_id_seq)?$'`;

/** Columns that PostgreSQL computes are left out. */
export const TABLES = `
  select relname as name,
         (select json_agg(attname order by attnum) from pg_attribute
           where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns
    from pg_class c
   where ${OURS} and relkind = 'r'
     and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
   order by relname collate "C"`;

export const SEQUENCES = `
  select relname as name from pg_class where ${OURS} and relkind = 'S' order by relname collate "C"`;

/** Statements that take the foreign keys away, and bring them back. That checks all rows at once, in any order of tables. */
export const FOREIGN_KEYS = `
  select format('alter table %I drop constraint %I', relname, conname) as before,
         format('alter table %I add constraint %I %s', relname, conname, pg_get_constraintdef(k.oid)) as after
    from pg_constraint k join pg_class c on c.oid = conrelid
   where ${OURS} and contype = 'f' and conparentid = 0
   order by relname collate "C", conname collate "C"`;

/** Statements that silence the triggers of the service, and let them speak as before. Those of PostgreSQL itself stay. */
export const TRIGGERS = `
  select format('alter table %I disable trigger %I', relname, tgname) as before,
         format('alter table %I enable %strigger %I', relname,
                case tgenabled when 'A' then 'always ' when 'R' then 'replica ' else '' end, tgname) as after
    from pg_trigger t join pg_class c on c.oid = tgrelid
   where ${OURS} and not tgisinternal and tgenabled <> 'D'
   order by relname collate "C", tgname collate "C"`;

/** Sessions of the service on this database. The name of a session of another account is hidden: it counts, too. */
export const SERVICE_SESSIONS = `
  select count(*)::int as count from pg_stat_activity
   where datname = current_database() and pid <> pg_backend_pid() and usesysid is not null
     and coalesce(application_name, 'credentials-service') like 'credentials-service%'`;
