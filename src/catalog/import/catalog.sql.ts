import { statement } from '../../platform/database/index.js';
import { relinkStatement } from './relink.sql.js';
import { upsertStatement } from './upsert.sql.js';

// An import writes thousands of rows: each statement takes a whole batch as JSON and changes only rows that differ.

/** Imports wait for each other: two at once would both insert the rows that are missing. */
export const lockCatalog = statement<object>(
  'catalog.lock_catalog',
  `select pg_advisory_xact_lock(hashtextextended('catalog', 0))`,
);

export const upsertOrganizations = upsertStatement(
  'organization',
  ['key', 'name', 'certificate_logo_image_url', 'homepage_url'],
  `select uuid, key, name, certificate_logo_image_url, homepage_url, kept
     from jsonb_to_recordset($1::jsonb) as (
       uuid uuid, key text, name text, certificate_logo_image_url text, homepage_url text, kept text[])`,
);

export const upsertCourses = upsertStatement(
  'course',
  ['key', 'title', 'description', 'marketing_url'],
  `select uuid, key, title, description, marketing_url, kept
     from jsonb_to_recordset($1::jsonb) as (
       uuid uuid, key text, title text, description text, marketing_url text, kept text[])`,
);

export const upsertCourseRuns = upsertStatement(
  'course_run',
  ['key', 'title_override', 'start_date', 'end_date', 'course_id'],
  `select run.uuid, run.key, run.title_override, run.start_date, run.end_date, course.id as course_id, run.kept
     from jsonb_to_recordset($1::jsonb) as run (
       uuid uuid, key text, title_override text, start_date timestamptz, end_date timestamptz, course_uuid uuid,
       kept text[])
     join course on course.uuid = run.course_uuid`,
);

export const upsertPrograms = upsertStatement(
  'program',
  ['title', 'type', 'type_slug', 'status', 'total_hours_of_effort', 'description', 'marketing_url'],
  `select uuid, title, type, type_slug, status, total_hours_of_effort, description, marketing_url, kept
     from jsonb_to_recordset($1::jsonb) as (
       uuid uuid, title text, type text, type_slug text, status text, total_hours_of_effort integer,
       description text, marketing_url text, kept text[])`,
);

export const upsertPathways = upsertStatement(
  'pathway',
  ['name', 'org_name', 'email', 'pathway_type', 'status'],
  `select uuid, name, org_name, email, pathway_type, status, kept
     from jsonb_to_recordset($1::jsonb) as (
       uuid uuid, name text, org_name text, email text, pathway_type text, status text, kept text[])`,
);

export const relinkOwners = relinkStatement({
  table: 'course_owner',
  owner: 'course',
  target: 'organization',
  ordered: true,
});

export const relinkAuthors = relinkStatement({
  table: 'program_authoring_organization',
  owner: 'program',
  target: 'organization',
  ordered: true,
});

export const relinkProgramRuns = relinkStatement({
  table: 'program_course_run',
  owner: 'program',
  target: 'course_run',
  ordered: true,
});

export const relinkPathwayPrograms = relinkStatement({
  table: 'pathway_program',
  owner: 'pathway',
  target: 'program',
  ordered: false,
});

type Uuids = readonly string[];

/** Finds which of these uuids are stored. */
export const findKnownUuids = statement<
  { kind: 'organization' | 'course' | 'course_run' | 'program'; uuid: string },
  [organizations: Uuids, courses: Uuids, courseRuns: Uuids, programs: Uuids]
>(
  'catalog.find_known_uuids',
  `select 'organization' as kind, uuid from organization where uuid = any($1::uuid[])
   union all select 'course', uuid from course where uuid = any($2::uuid[])
   union all select 'course_run', uuid from course_run where uuid = any($3::uuid[])
   union all select 'program', uuid from program where uuid = any($4::uuid[])`,
);

/** Each of the keys as it is compared, in any letter case, and the stored run that has it. */
export const findRunsByKey = statement<
  { key: string; folded: string; holder: string | null },
  [keys: readonly string[]]
>(
  'catalog.find_runs_by_key',
  `select given.key, lower(given.key) as folded, run.uuid as holder
     from unnest($1::text[]) as given (key) left join course_run run on lower(run.key) = lower(given.key)`,
);
