import { pagesBy } from './source/pages.js';
import type { Source } from './source/source.js';
import type { Target } from './target/target.js';

/**
 * Fills the temporary table `person_there` with the usernames of today: a page of users alone does not tell who gave up a
 * name.
 */
export async function notePeopleThere(source: Source, target: Target): Promise<void> {
  await target.rows('create temp table person_there (id bigint primary key, username text not null)');
  const pages = pagesBy(source, 'u.id', 'select u.id, u.username from core_user u');
  for await (const { rows } of pages) await target.copy('person_there', rows);
  await target.rows('analyze person_there');
}
