import { describe, expect, it } from '@jest/globals';
import { strayingSql, waysAround } from './rules.js';

const file = (text: string) => ({ path: 'grades/grades.service.ts', module: 'grades', text });

describe('the rules of tables see', () => {
  it.each([
    "manager.query('UPDATE users SET email = null')",
    "manager.query('/* quiet */ delete from users')",
    'const sql = `\n  -- quiet\n  insert into users values (1)`;',
    'const sql = `with gone as (delete from users returning id) select * from gone`;',
  ])('SQL in a file that is no SQL file: %s', (text) => {
    expect(strayingSql([file(text)])).toEqual(['grades/grades.service.ts']);
  });

  it.each([
    ['sends SQL past the statements', 'await dataSource.query<{ id: number; name: string }[]>(sql, [])'],
    ['declares a statement outside of an SQL file', "tools.statement<object>('grades.sneak', sql)"],
    [
      'declares a statement outside of an SQL file',
      "statement<{ a: string; b: number }, [x: number]>('grades.sneak', sql)",
    ],
    ['imports a whole module', "import * as identity from '../identity/index.js';"],
    ['names an entity by text', "dataSource.getRepository('User').clear()"],
    ['names an entity by text', "transaction.manager.update('User', 1, {})"],
    ['names an entity by text', "manager.getRepository<User>('User').find()"],
    ['names an entity by text', "entityManager.find<User>('User')"],
    ['names a table by text', "grades.createQueryBuilder().update('users').set({})"],
    ['names a table by text', "dataSource.createQueryBuilder().insert().into('users')"],
    ['names a table by text', "grades.createQueryBuilder().delete().from('users')"],
    ['names a table by text', "dataSource.createQueryBuilder().select('u').from('users', 'u')"],
    ['names a table by text', "dataSource.createQueryBuilder('User', 'u').getMany()"],
  ])('a file that %s: %s', (what, text) => {
    expect(waysAround([file(text)])).toEqual([`grades/grades.service.ts ${what}`]);
  });

  it.each([
    'throw new Error(`Selected text cannot be updated`)',
    "summary: 'Select a learner'",
    "'Update the whole set'",
    "grades.createQueryBuilder('grade').where('grade.id = :id', { id })",
    "params.delete('page')",
  ])('nothing in what is no SQL: %s', (text) => {
    expect([...strayingSql([file(text)]), ...waysAround([file(text)])]).toEqual([]);
  });
});
