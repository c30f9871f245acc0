import { CHANGE } from './kinds/awards.js';
import { KINDS } from './kinds/index.js';
import { nextNumber } from './source/pages.js';
import type { Source } from './source/source.js';
import { silenceOf } from './target/silence.js';
import type { Target } from './target/target.js';

/**
 * Notes for each program credential which course credentials it rests on, as the triggers do for single awards. What rests
 * on something already, and would not any more, keeps it: what was visible stays visible.
 */
export async function noteVisibility(target: Target): Promise<void> {
  const { begin, end } = await silenceOf(target, ['user_credential']);
  const programs = await target.rows<{ id: number }>('select program_id as id from program_certificate');
  for (const { id } of programs)
    await target.transaction(async () => {
      await target.rows(begin);
      await target.rows(
        `update user_credential held set rested_on = shown.rested_on, change = ${CHANGE}
           from program_notes($1) shown
          where held.id = shown.credential_id and held.status = 'awarded'
            and held.rested_on is distinct from shown.rested_on`,
        [id],
      );
      await target.rows(end);
    });
}

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
