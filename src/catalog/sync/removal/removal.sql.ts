import type { CatalogKind } from '../../catalog.service.js';
import { type Statement, statement } from '../../../platform/database/index.js';

/** An entry that is no longer delivered, and the things that need it. */
export interface Removal {
  readonly uuid: string;
  readonly name: string;
  readonly needed_by: string[];
}

/** The reason to keep entries while the list of their kind could not be read as a whole. */
const UNSURE = 'entries that could not be read';

export type RemovalStatement = Statement<Removal, [present: readonly string[], unsure: boolean]>;

/**
 * Deletes the entries that are neither present nor needed, and returns all that are not present: one statement for
 * thousands of entries. When it is unsure which entries are present, it deletes none. It finds the needs by the index of
 * each foreign key. Links that are part of an entry (a course's owners, a program's runs, a pathway's programs) are
 * deleted with it.
 *
 * @param needs conditions on the alias `entry`, by the words for the things that need it
 */
function removal(table: string, name: string, needs: Readonly<Record<string, string>>): RemovalStatement {
  const reasons = { ...needs, [UNSURE]: '$2::boolean' };
  const neededBy = Object.entries(reasons).map(([words, sql]) => `case when ${sql} then '${words}' end`);
  return statement(
    `catalog.remove_${table}`,
    `with present as materialized (select unnest($1::uuid[]) as uuid),
     absent as (
       select entry.id, entry.uuid, entry.${name} as name, array_remove(array[${neededBy.join(', ')}]::text[], null) as needed_by
         from ${table} entry
        where not exists (select from present where present.uuid = entry.uuid)),
     removed as (
       delete from ${table} entry using absent where entry.id = absent.id and absent.needed_by = '{}')
     select uuid, name, needed_by from absent order by name, uuid`,
  );
}

const isReferredToBy = (table: string, column: string) =>
  `exists (select from ${table} referrer where referrer.${column} = entry.id)`;

export const setSavepoint = statement<object>('catalog.set_savepoint', 'savepoint removal');
export const returnToSavepoint = statement<object>(
  'catalog.return_to_savepoint',
  'rollback to savepoint removal',
);
export const releaseSavepoint = statement<object>('catalog.release_savepoint', 'release savepoint removal');

/** From pathways downwards: a kind can be removed once the kinds that need it are gone. */
export const REMOVALS: readonly (readonly [CatalogKind, RemovalStatement])[] = [
  [
    'pathways',
    removal('pathway', 'name', {
      'requests of learners': isReferredToBy('user_credit_pathway', 'pathway_id'),
      'mails to it': isReferredToBy('pathway_notification', 'pathway_id'),
    }),
  ],
  [
    'programs',
    removal('program', 'title', {
      'its certificate': isReferredToBy('program_certificate', 'program_id'),
      'shared records': isReferredToBy('program_cert_record', 'program_id'),
      'requests of learners': isReferredToBy('user_credit_pathway', 'program_id'),
      'mails about it': isReferredToBy('pathway_notification', 'program_id'),
      'a pathway': isReferredToBy('pathway_program', 'program_id'),
    }),
  ],
  [
    'course_runs',
    removal('course_run', 'key', {
      'its certificate': isReferredToBy('course_certificate', 'course_run_id'),
      grades: isReferredToBy('user_grade', 'course_run_id'),
      'a program': isReferredToBy('program_course_run', 'course_run_id'),
    }),
  ],
  ['courses', removal('course', 'key', { 'a course run': isReferredToBy('course_run', 'course_id') })],
  [
    'organizations',
    removal('organization', 'key', {
      'a course': isReferredToBy('course_owner', 'organization_id'),
      'a program': isReferredToBy('program_authoring_organization', 'organization_id'),
    }),
  ],
];
