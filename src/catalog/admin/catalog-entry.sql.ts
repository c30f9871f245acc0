import { type Statement, statement } from '../../platform/database/index.js';
import { PagedList } from '../../platform/lists/index.js';

/** How one kind of entries is read. */
export interface EntryStatements {
  readonly list: PagedList;
  readonly read: Statement<{ json: string }, [uuid: string]>;
}

/** @param fields the answer's, as arguments of json_build_object over the alias `e` */
function entry(table: string, fields: string, joins = ''): EntryStatements {
  const json = `json_build_object('uuid', e.uuid, ${fields}, 'updated_at', iso_time(e.modified))`;
  const from = `${table} e ${joins}`;
  return {
    list: new PagedList({ name: `catalog.list_${table}`, json, from, id: 'e.id', filters: {} }),
    read: statement(`catalog.read_${table}`, `select ${json}::text as json from ${from} where e.uuid = $1`),
  };
}

/** The uuids that an entry's links lead to, in their order. */
const links = (table: string, owner: string, target: string, order: string) => `coalesce((
  select json_agg(target.uuid order by ${order}) from ${table} link join ${target} target on target.id = link.${target}_id
   where link.${owner}_id = e.id), '[]')`;

export const organizationEntry = entry(
  'organization',
  `'key', e.key, 'name', e.name, 'certificate_logo_image_url', e.certificate_logo_image_url`,
);

export const courseEntry = entry(
  'course',
  `'key', e.key, 'title', e.title,
   'owners', ${links('course_owner', 'course', 'organization', 'link.position')},
   'course_runs', coalesce((select json_agg(run.uuid order by run.id) from course_run run where run.course_id = e.id), '[]')`,
);

export const courseRunEntry = entry(
  'course_run',
  `'course', course.uuid, 'key', e.key, 'title', coalesce(e.title_override, course.title),
   'start', iso_time(e.start_date), 'end', iso_time(e.end_date)`,
  'join course on course.id = e.course_id',
);

export const programEntry = entry(
  'program',
  `'title', e.title, 'type', e.type, 'type_slug', e.type_slug, 'status', e.status,
   'total_hours_of_effort', e.total_hours_of_effort,
   'authoring_organizations', ${links('program_authoring_organization', 'program', 'organization', 'link.position')},
   'course_runs', ${links('program_course_run', 'program', 'course_run', 'link.position')}`,
);

export const pathwayEntry = entry(
  'pathway',
  `'id', e.id, 'name', e.name, 'org_name', e.org_name, 'email', e.email, 'pathway_type', e.pathway_type,
   'status', e.status, 'programs', ${links('pathway_program', 'pathway', 'program', 'target.id')}`,
);

/** A course as a description of it without runs would say. */
export const describeCourse = statement<
  { uuid: string; key: string; title: string; owners: { uuid: string }[] },
  [uuid: string]
>(
  'catalog.describe_course',
  `select e.uuid, e.key, e.title, coalesce((
      select json_agg(json_build_object('uuid', o.uuid) order by link.position)
        from course_owner link join organization o on o.id = link.organization_id where link.course_id = e.id), '[]') as owners
     from course e where e.uuid = $1`,
);

/** Whose runs these are; in the order that is asked in. */
export const coursesOfRuns = statement<{ run: string; course: string | null }, [runs: readonly string[]]>(
  'catalog.courses_of_runs',
  `select asked.uuid as run, course.uuid as course
     from unnest($1::uuid[]) with ordinality as asked (uuid, place)
     left join course_run run on run.uuid = asked.uuid
     left join course on course.id = run.course_id
    order by asked.place`,
);
