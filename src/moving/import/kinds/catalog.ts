import { here, type Kind, listOf, listRows, oneLine, OTHER_SITE, time, webAddress } from './kind.js';

/** Statements that bring a list of links to the state of `ready`: what is gone goes, what is new comes, places follow. */
function links(table: string, owner: string, target: string, kind: string, ordered = true): string[] {
  const wanted = `select distinct on (r.id, moved.here_id) r.id as owner, moved.here_id::integer as target, place
      from ready r cross join lateral ${listRows('r.links')} list
      join moved_row moved on moved.kind = '${kind}' and moved.source_id = list.value::bigint and moved.here_id is not null
     where not r.joined and not r.kept order by r.id, moved.here_id, place`;
  return [
    `delete from ${table} link using ready r where link.${owner} = r.id and not r.joined and not r.kept
       and not exists (select from (${wanted}) wanted where wanted.owner = link.${owner} and wanted.target = link.${target})`,
    ordered
      ? `insert into ${table} (${owner}, ${target}, position) select owner, target, place from (${wanted}) wanted
           on conflict (${owner}, ${target}) do update set position = excluded.position`
      : `insert into ${table} (${owner}, ${target}) select owner, target from (${wanted}) wanted on conflict do nothing`,
  ];
}

const LINKS = { links: 's.links' };

export const ORGANIZATIONS: Kind = {
  name: 'catalog_organization',
  title: 'organizations',
  from: 'catalog_organization o',
  key: 'o.id',
  read: {
    modified: 'o.modified',
    uuid: 'o.uuid',
    key: 'o.`key`',
    name: 'o.name',
    site_id: 'o.site_id',
    logo: 'o.certificate_logo_image_url',
  },
  table: 'organization',
  natural: 's.uuid::uuid::text',
  found: '(select id from organization o where o.uuid = s.uuid::uuid)',
  leftOut: [OTHER_SITE],
  changed: [
    {
      when: `s.logo <> '' and ${webAddress('s.logo')} is null`,
      why: 'the address of its logo is no web address: it has none here',
    },
  ],
  write: {
    uuid: 's.uuid::uuid',
    key: oneLine('s.key'),
    name: 's.name',
    certificate_logo_image_url: webAddress('s.logo'),
    modified: time('s.modified'),
  },
  hasModified: true,
};

export const COURSES: Kind = {
  name: 'catalog_course',
  title: 'courses',
  from: 'catalog_course c',
  key: 'c.id',
  read: {
    modified: 'c.modified',
    uuid: 'c.uuid',
    key: 'c.`key`',
    title: 'c.title',
    site_id: 'c.site_id',
    links: listOf('o.sort_value', 'o.organization_id', 'catalog_course_owners o where o.course_id = c.id'),
  },
  table: 'course',
  alsoWrites: ['course_owner'],
  natural: 's.uuid::uuid::text',
  found: '(select id from course o where o.uuid = s.uuid::uuid)',
  leftOut: [OTHER_SITE],
  write: {
    uuid: 's.uuid::uuid',
    key: oneLine('s.key'),
    title: `coalesce(nullif(s.title, ''), s.key)`,
    modified: time('s.modified'),
  },
  helpers: LINKS,
  hasModified: true,
  after: links('course_owner', 'course_id', 'organization_id', 'catalog_organization'),
};

export const COURSE_RUNS: Kind = {
  name: 'catalog_courserun',
  title: 'course runs',
  from: 'catalog_courserun r',
  key: 'r.id',
  read: {
    modified: 'r.modified',
    uuid: 'r.uuid',
    key: 'r.`key`',
    title_override: 'r.title_override',
    course_id: 'r.course_id',
    start_date: 'r.start_date',
    end_date: 'r.end_date',
  },
  table: 'course_run',
  natural: `lower(${oneLine('s.key')})`,
  found: `(select id from course_run o where o.uuid = s.uuid::uuid or lower(o.key) = lower(${oneLine('s.key')})
            order by o.uuid = s.uuid::uuid desc limit 1)`,
  foundIsOther: `coalesce((select o.uuid <> s.uuid::uuid from course_run o where lower(o.key) = lower(${oneLine('s.key')})
    and not exists (select from course_run same where same.uuid = s.uuid::uuid)), false)`,
  leftOut: [{ when: `${here('catalog_course', 's.course_id')} is null`, why: 'its course was not carried' }],
  write: {
    uuid: 's.uuid::uuid',
    key: oneLine('s.key'),
    title_override: `nullif(s.title_override, '')`,
    start_date: time('s.start_date'),
    end_date: time('s.end_date'),
    course_id: `${here('catalog_course', 's.course_id')}::integer`,
    modified: time('s.modified'),
  },
  hasModified: true,
};

export const PROGRAMS: Kind = {
  name: 'catalog_program',
  title: 'programs',
  from: 'catalog_program p',
  key: 'p.id',
  read: {
    modified: 'p.modified',
    uuid: 'p.uuid',
    title: 'p.title',
    site_id: 'p.site_id',
    type: 'p.type',
    status: 'p.status',
    type_slug: 'p.type_slug',
    hours: 'p.total_hours_of_effort',
    links: listOf(
      'o.sort_value',
      'o.organization_id',
      'catalog_program_authoring_organizations o where o.program_id = p.id',
    ),
    runs: listOf('r.sort_value', 'r.courserun_id', 'catalog_program_course_runs r where r.program_id = p.id'),
  },
  table: 'program',
  alsoWrites: ['program_authoring_organization', 'program_course_run'],
  natural: 's.uuid::uuid::text',
  found: '(select id from program o where o.uuid = s.uuid::uuid)',
  leftOut: [OTHER_SITE],
  write: {
    uuid: 's.uuid::uuid',
    title: 's.title',
    type: 's.type',
    type_slug: 's.type_slug',
    status: 's.status',
    total_hours_of_effort: 's.hours::integer',
    modified: time('s.modified'),
  },
  helpers: { ...LINKS, runs: 's.runs' },
  hasModified: true,
  after: [
    ...links('program_authoring_organization', 'program_id', 'organization_id', 'catalog_organization'),
    ...links('program_course_run', 'program_id', 'course_run_id', 'catalog_courserun').map((text) =>
      text.replaceAll('r.links', 'r.runs'),
    ),
  ],
};

export const PATHWAYS: Kind = {
  name: 'catalog_pathway',
  title: 'pathways',
  from: 'catalog_pathway p',
  key: 'p.id',
  read: {
    modified: 'p.modified',
    uuid: 'p.uuid',
    name: 'p.name',
    org_name: 'p.org_name',
    email: 'p.email',
    site_id: 'p.site_id',
    type: 'p.pathway_type',
    status: 'p.status',
    links: listOf('l.sort_value', 'l.program_id', 'catalog_pathway_programs l where l.pathway_id = p.id'),
  },
  table: 'pathway',
  alsoWrites: ['pathway_program'],
  natural: 's.uuid::uuid::text',
  found: '(select id from pathway o where o.uuid = s.uuid::uuid)',
  leftOut: [OTHER_SITE],
  changed: [{ when: `s.status = ''`, why: 'it has no status: it counts as published' }],
  write: {
    uuid: 's.uuid::uuid',
    name: oneLine('s.name'),
    org_name: 's.org_name',
    email: 'btrim(s.email)',
    pathway_type: 's.type',
    status: `coalesce(nullif(s.status, ''), 'published')`,
    modified: time('s.modified'),
  },
  helpers: LINKS,
  hasModified: true,
  after: links('pathway_program', 'pathway_id', 'program_id', 'catalog_program', false),
};
