import { describe, expect, it } from '@jest/globals';
import { tablesOf } from './tables-of.js';

const KNOWN = new Set(['users', 'course', 'program', 'user_grade', 'site']);

const found = (sql: string) => {
  const { reads, writes } = tablesOf(sql, KNOWN);
  return { reads: [...reads].sort(), writes: [...writes].sort() };
};

describe('the tables of a statement', () => {
  it.each([
    ['select * from users u join course c on c.id = u.id', ['course', 'users'], []],
    [
      'select 1 from users, (select 2 from course) c, program p where true',
      ['course', 'program', 'users'],
      [],
    ],
    ['select (select count(*) from only public.users)', ['users'], []],
    ['insert into user_grade (user_id) select id from users', ['users'], ['user_grade']],
    ['update users stored set name = 1 from site, course', ['course', 'site'], ['users']],
    ['delete from users u using site where true', ['site'], ['users']],
    ['with x as (update users set a = 1 returning a) select a, course from x', [], ['users']],
    ['insert into users (a) values (1) on conflict (a) do update set a = excluded.a', [], ['users']],
    ['select 1 from site for no key update of site', ['site'], []],
    ["select 'from users', '\"course\"' -- from program\n from /* from course */ site", ['site'], []],
    ['select extract(epoch from program.created), a is distinct from course.b from site', ['site'], []],
    ['select "x" from "users"', ['users'], []],
    ['truncate users', [], ['users']],
  ])('%s', (sql, reads, writes) => {
    expect(found(sql)).toEqual({ reads, writes });
  });

  it('are not hidden by a common table expression of the same name', () => {
    expect(() => found('with users as (select 1) select * from users')).toThrow('users');
  });
});
