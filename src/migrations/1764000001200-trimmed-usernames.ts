import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * Removes blanks around usernames, which came by a token or a rename: other routes look for the trimmed name. If
 * another user has that name, the two may be one person, which only people can find out. So the user keeps rights and
 * credentials under the name with their number, `alice (7)`.
 */
export class TrimmedUsernames1764000001200 implements MigrationInterface {
  name = 'TrimmedUsernames1764000001200';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const repair = () =>
      runner.query(`
        with padded as (
          select id, btrim(username, ${BLANKS}) as name,
                 row_number() over (partition by lower(btrim(username, ${BLANKS})) order by id) as rank
            from users where username <> btrim(username, ${BLANKS}))
        update users set modified = now(), username =
          case when rank = 1 and name <> ''
                    and not exists (select from users other where lower(other.username) = lower(name)) then name
               else concat(left(coalesce(nullif(name, ''), 'user'), 240), ' (', padded.id, ')') end
          from padded where padded.id = users.id`);
    await new MigrationSteps(runner).check(
      'users',
      'users_username_trimmed_ck',
      `username = btrim(username, ${BLANKS})`,
      repair,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users drop constraint users_username_trimmed_ck');
  }
}

/** The characters that JavaScript's `trim` removes; `\v` is a plain v before PostgreSQL 16. */
const BLANKS = String.raw`E'\t\n\x0b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'`;
