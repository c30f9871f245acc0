/*
 * The scope of an API key in the catalog, as parts of statements. It is read where it is used, so a change of the key or
 * of the catalog counts from the next statement on.
 *
 * - A program is in the scope when the key names it, or an organization that authors it.
 * - A course run is in the scope when it belongs to a program that the key names, or to a course that such an
 *   organization owns. The runs that others teach in a program of the organization are not.
 *
 * Each step is an index scan: a key names few programs and organizations.
 */

/** A select of the ids of the programs in the scope. @param key SQL for the number of the key's user */
export function programsInScope(key: string): string {
  return `(select scope_p.id from api_key scope_k join program scope_p on scope_p.uuid = any (scope_k.programs)
            where scope_k.user_id = ${key}
           union
           select scope_a.program_id from api_key scope_k
             join organization scope_o on scope_o.uuid = any (scope_k.organizations)
             join program_authoring_organization scope_a on scope_a.organization_id = scope_o.id
            where scope_k.user_id = ${key})`;
}

/** A select of the ids of the course runs in the scope. @param key SQL for the number of the key's user */
export function courseRunsInScope(key: string): string {
  return `(select scope_r.course_run_id from api_key scope_k
             join program scope_p on scope_p.uuid = any (scope_k.programs)
             join program_course_run scope_r on scope_r.program_id = scope_p.id
            where scope_k.user_id = ${key}
           union
           select scope_r.id from api_key scope_k
             join organization scope_o on scope_o.uuid = any (scope_k.organizations)
             join course_owner scope_w on scope_w.organization_id = scope_o.id
             join course_run scope_r on scope_r.course_id = scope_w.course_id
            where scope_k.user_id = ${key})`;
}
