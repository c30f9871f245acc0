import { CHANGE } from './kinds/awards.js';
import { KINDS } from './kinds/index.js';
import { nextNumber } from './source/pages.js';
import type { Source } from './source/source.js';
import { Silence } from './target/silence.js';
import type { Target } from './target/target.js';

/**
 * Notes for each program credential which course credentials it rests on, as the triggers do for single awards. One
 * that rests on courses already, and would not any more, keeps them: a credential that was visible stays visible.
 */
export async function noteVisibility(target: Target): Promise<void> {
  const silence = await Silence.of(target, ['user_credential']);
  const programs = await target.rows<{ id: number }>('select program_id as id from program_certificate');
  for (const { id } of programs)
    await target.transaction(() =>
      silence.during(async () => {
        await target.rows(
          `update user_credential held set rested_on = shown.rested_on, change = ${CHANGE}
           from program_notes($1) shown
          where held.id = shown.credential_id and held.status = 'awarded'
            and held.rested_on is distinct from shown.rested_on`,
          [id],
        );
        await target.rows(VISIBLE_THERE, [id]);
      }),
    );
}

/**
 * The service there counts revoked courses, too. A credential that it shows stays visible, as one that was visible here stays so
 * whatever becomes of the courses: it rests on the courses that the service there counts.
 */
const VISIBLE_THERE = `
  update user_credential held set rested_on = shown.rested_on, change = ${CHANGE}
    from (select p.id, array_agg(c.id order by c.id) as rested_on
            from program_certificate pc
            join user_credential p on p.program_certificate_id = pc.id and p.status = 'awarded' and p.rested_on is null
            join program_course_run part on part.program_id = pc.program_id
            join course_certificate cc on cc.course_run_id = part.course_run_id
            join user_credential c on c.course_certificate_id = cc.id and c.user_id = p.user_id
           where pc.program_id = $1
             and exists (select from moved_row m where m.kind = 'credentials_usercredential' and m.here_id = p.id)
           group by p.id
          having max(coalesce(cc.certificate_available_date, c.created)) <= clock_timestamp()) shown
   where held.id = shown.id`;

/** New rows get numbers behind all that the source has given, also to rows that it has deleted since. */
export async function reserveNumbers(source: Source, target: Target): Promise<void> {
  for (const { name, table, numbered } of KINDS) {
    const [sequence] = await target.rows<{ name: string | null }>(
      `select pg_get_serial_sequence($1, 'id') as name`,
      [table],
    );
    if (numbered === false || sequence!.name === null) continue;
    const next = await nextNumber(source, name);
    await target.rows(
      `select setval('${sequence!.name}', greatest($1::bigint, (select coalesce(max(id), 0) + 1 from ${table}),
                     (select last_value + is_called::integer from ${sequence!.name})), false)`,
      [next],
    );
  }
}
