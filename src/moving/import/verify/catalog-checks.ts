import { type Check, laterThan, ours, there } from './check.js';

/** Numbers and uuids of what hangs on a row there, in its order. Of other sites nothing is carried. */
const listThere = (from: string, uuid: string, order: string) =>
  `(select group_concat(${there.uuid(uuid)} order by ${order}) from ${from})`;

const listHere = (from: string, uuid: string, order: string) =>
  `(select string_agg(${ours.uuid(uuid)}, ',' order by ${order}) from ${from})`;

const ORGANIZATIONS: Check = {
  table: 'catalog_organization',
  fields: ['uuid', 'key', 'name', 'logo', 'modified'],
  source: [
    there.uuid('s.uuid'),
    's.`key`',
    's.name',
    there.text('s.certificate_logo_image_url'),
    's.modified',
  ],
  from: 'catalog_organization s',
  here: [
    ours.uuid('o.uuid'),
    'o.key',
    'o.name',
    ours.text('o.certificate_logo_image_url'),
    ours.time('o.modified'),
  ],
  hereFrom: 'organization o on o.id = m.here_id',
  changedHere: laterThan('o.modified'),
};

const COURSES: Check = {
  table: 'catalog_course',
  fields: ['uuid', 'key', 'title', 'owners', 'modified'],
  source: [
    there.uuid('s.uuid'),
    's.`key`',
    "case when s.title <> '' then s.title else s.`key` end",
    listThere(
      'catalog_course_owners l join catalog_organization o on o.id = l.organization_id where l.course_id = s.id and o.site_id = s.site_id',
      'o.uuid',
      'l.sort_value, l.organization_id',
    ),
    's.modified',
  ],
  from: 'catalog_course s',
  here: [
    ours.uuid('c.uuid'),
    'c.key',
    'c.title',
    listHere(
      'course_owner l join organization o on o.id = l.organization_id where l.course_id = c.id',
      'o.uuid',
      'l.position',
    ),
    ours.time('c.modified'),
  ],
  hereFrom: 'course c on c.id = m.here_id',
  changedHere: laterThan('c.modified'),
};

const COURSE_RUNS: Check = {
  table: 'catalog_courserun',
  fields: ['uuid', 'key', 'title', 'start', 'end', 'course', 'modified'],
  source: [
    there.uuid('s.uuid'),
    's.`key`',
    there.text('s.title_override'),
    's.start_date',
    's.end_date',
    `(select ${there.uuid('c.uuid')} from catalog_course c where c.id = s.course_id)`,
    's.modified',
  ],
  from: 'catalog_courserun s',
  here: [
    ours.uuid('r.uuid'),
    'r.key',
    ours.text('r.title_override'),
    ours.time('r.start_date'),
    ours.time('r.end_date'),
    ours.uuid('c.uuid'),
    ours.time('r.modified'),
  ],
  hereFrom: 'course_run r on r.id = m.here_id left join course c on c.id = r.course_id',
  changedHere: laterThan('r.modified'),
};

const PROGRAMS: Check = {
  table: 'catalog_program',
  fields: ['uuid', 'title', 'type', 'type_slug', 'status', 'hours', 'organizations', 'runs', 'modified'],
  source: [
    there.uuid('s.uuid'),
    's.title',
    's.type',
    's.type_slug',
    's.status',
    's.total_hours_of_effort',
    listThere(
      `catalog_program_authoring_organizations l join catalog_organization o on o.id = l.organization_id
        where l.program_id = s.id and o.site_id = s.site_id`,
      'o.uuid',
      'l.sort_value, l.organization_id',
    ),
    listThere(
      `catalog_program_course_runs l join catalog_courserun r on r.id = l.courserun_id
         join catalog_course c on c.id = r.course_id where l.program_id = s.id and c.site_id = s.site_id`,
      'r.uuid',
      'l.sort_value, l.courserun_id',
    ),
    's.modified',
  ],
  from: 'catalog_program s',
  here: [
    ours.uuid('p.uuid'),
    'p.title',
    'p.type',
    'p.type_slug',
    'p.status',
    'p.total_hours_of_effort::text',
    listHere(
      'program_authoring_organization l join organization o on o.id = l.organization_id where l.program_id = p.id',
      'o.uuid',
      'l.position',
    ),
    listHere(
      'program_course_run l join course_run r on r.id = l.course_run_id where l.program_id = p.id',
      'r.uuid',
      'l.position',
    ),
    ours.time('p.modified'),
  ],
  hereFrom: 'program p on p.id = m.here_id',
  changedHere: laterThan('p.modified'),
};

const PATHWAYS: Check = {
  table: 'catalog_pathway',
  fields: ['uuid', 'name', 'org_name', 'email', 'type', 'status', 'programs', 'modified'],
  source: [
    there.uuid('s.uuid'),
    's.name',
    's.org_name',
    'trim(s.email)',
    's.pathway_type',
    "case when s.status <> '' then s.status else 'published' end",
    listThere(
      `catalog_pathway_programs l join catalog_program p on p.id = l.program_id
        where l.pathway_id = s.id and p.site_id = s.site_id`,
      'p.uuid',
      there.uuid('p.uuid'),
    ),
    's.modified',
  ],
  from: 'catalog_pathway s',
  here: [
    ours.uuid('w.uuid'),
    'w.name',
    'w.org_name',
    'w.email',
    'w.pathway_type',
    'w.status',
    listHere(
      'pathway_program l join program p on p.id = l.program_id where l.pathway_id = w.id',
      'p.uuid',
      'p.uuid',
    ),
    ours.time('w.modified'),
  ],
  hereFrom: 'pathway w on w.id = m.here_id',
  changedHere: laterThan('w.modified'),
};

export const CATALOG_CHECKS: readonly Check[] = [ORGANIZATIONS, COURSES, COURSE_RUNS, PROGRAMS, PATHWAYS];
