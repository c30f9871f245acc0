import { isDeepStrictEqual } from 'node:util';
import type { DataSource } from 'typeorm';
import { KINDS, type Name, NAMES, type Status } from './commands.js';
import type { State } from './model.js';

/** A learner as the tables hold them, under their last name. */
interface Stored {
  readonly lms: number | null;
  readonly credentials: readonly unknown[];
  /** The events of the credentials, in the order of the outbox. */
  readonly events: Readonly<Record<string, readonly Status[]>>;
  readonly grade: string | null;
  readonly shared: boolean;
  readonly sent: boolean;
}

export type Final = Partial<Record<Name, Stored>>;

const READ = `
  select right(u.username, 1) as name, (u.lms_user_id - $2)::int as lms,
    array(select json_build_array(c.kind, c.status, c.day, c.attribute) from (
      select case when c.program_certificate_id is null then 'course' else 'program' end as kind, c.status,
             to_char(c.date_override at time zone 'UTC', 'YYYY-MM-DD') as day,
             (select a.value from user_credential_attribute a where a.credential_id = c.id) as attribute
        from user_credential c where c.user_id = u.id) c order by c.kind desc) as credentials,
    coalesce((select json_object_agg(e.kind, e.statuses) from (
      select case e.payload->>'kind' when 'program' then 'program' else 'course' end as kind,
             json_agg(split_part(e.topic, '.', 2) order by e.id) as statuses
        from outbox e join user_credential c on c.id = (e.payload->>'credentialId')::bigint
       where c.user_id = u.id and e.subscriber like 'model.%' group by 1) e), '{}') as events,
    (select g.percent_grade::text || ' ' || to_char(g.lms_last_updated_at at time zone 'UTC', 'DD')
       from user_grade g where g.user_id = u.id) as grade,
    exists (select from program_cert_record r where r.user_id = u.id) as shared,
    exists (select from user_credit_pathway m where m.user_id = u.id) as sent
  from users u where u.username like $1 || '_'`;

/** The learners with more than one open request to a pathway. */
const TOO_MANY_REQUESTS = `
  select u.username from pathway_notification n join users u on u.id = n.user_id
   where u.username like $1 || '_' and n.outcome is null and n.kind = 'first'
   group by u.username, n.pathway_id, n.program_id having count(*) > 1`;

export async function readFinal(
  dataSource: DataSource,
  prefix: string,
  lmsBase: number,
): Promise<{ final: Final; faults: string[] }> {
  const rows = await dataSource.query<(Stored & { name: Name })[]>(READ, [prefix, lmsBase]);
  const final = Object.fromEntries(rows.map(({ name, ...stored }) => [name, stored]));
  const many = await dataSource.query<{ username: string }[]>(TOO_MANY_REQUESTS, [prefix]);
  return { final, faults: many.map(({ username }) => `${username} has two open requests to one pathway`) };
}

/** The state as it would be stored. */
function storedForm({ learners, names }: State): Final {
  const form: Final = {};
  for (const name of NAMES) {
    const number = names[name];
    if (number === undefined) continue;
    const { lms, credentials, events, grade, shared, sent } = learners[number]!;
    form[name] = {
      lms,
      credentials: KINDS.flatMap((kind) => {
        const found = credentials[kind];
        if (found === undefined) return [];
        return [[kind, found.status, found.override?.slice(0, 10) ?? null, found.attribute]];
      }),
      events,
      grade: grade === null ? null : `${grade.percent} 0${grade.day}`,
      shared,
      sent,
    };
  }
  return form;
}

export function isStoredAs(state: State, final: Final): boolean {
  return isDeepStrictEqual(storedForm(state), final);
}
