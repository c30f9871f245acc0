import { here, isTrue, jsonText, type Kind, modifiedOf, OTHER_SITE, time } from './kind.js';

/** The run of a certificate: the one that it names, if it has the certificate's key, else the one of that key. */
const RUN = `(select run.id from course_run run where lower(run.key) = lower(btrim(s.course_id)))`;
const RUN_KEY = `(select run.key from course_run run where lower(run.key) = lower(btrim(s.course_id)))`;
const LANGUAGE = `replace(coalesce(nullif(s.language, ''), 'en'), '_', '-')`;
const GOOD_LANGUAGE = `${LANGUAGE} ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$'`;

/** Signatures follow their certificate. Pictures come later. */
const signatures = (column: string) => [
  `delete from signatory o using ready r where o.${column} = r.id and not r.joined and not r.kept
     and o.position >= jsonb_array_length(coalesce(r.signatures, '[]')::jsonb)`,
  `insert into signatory (${column}, position, name, title, organization_name_override)
   select r.id, item.place - 1, item.value ->> 2, item.value ->> 3, nullif(item.value ->> 4, '')
     from ready r cross join lateral (
       select value, row_number() over (order by (value ->> 0)::bigint) as place
         from jsonb_array_elements(coalesce(r.signatures, '[]')::jsonb)) item
    where not r.joined and not r.kept
   on conflict (${column}, position) do update
     set name = excluded.name, title = excluded.title, organization_name_override = excluded.organization_name_override`,
];
const signaturesOf = (table: string, owner: string, id: string) =>
  `(select json_arrayagg(json_array(l.id, g.id, ${['g.name', 'g.title', 'g.organization_name_override'].map(jsonText).join(', ')}, g.image))
      from ${table} l join credentials_signatory g on g.id = l.signatory_id where l.${owner} = ${id})`;

export const COURSE_CERTIFICATES: Kind = {
  name: 'credentials_coursecertificate',
  title: 'course certificates',
  from: 'credentials_coursecertificate c',
  key: 'c.id',
  read: {
    created: 'c.created',
    modified: 'c.modified',
    is_active: 'c.is_active',
    title: 'c.title',
    course_id: 'c.course_id',
    type: 'c.certificate_type',
    site_id: 'c.site_id',
    course_run_id: 'c.course_run_id',
    available: 'c.certificate_available_date',
    signatures: signaturesOf('credentials_coursecertificate_signatories', 'coursecertificate_id', 'c.id'),
  },
  table: 'course_certificate',
  alsoWrites: ['signatory'],
  natural: 'lower(btrim(s.course_id))',
  prefer: "s.course_run_id is null, s.is_active <> '1'",
  found: '(select id from course_certificate o where lower(o.course_id) = lower(btrim(s.course_id)))',
  leftOut: [OTHER_SITE],
  changed: [
    {
      when: `s.course_run_id is not null and ${here('catalog_courserun', 's.course_run_id')} is distinct from ${RUN}`,
      why: 'its course run has another key than it: it belongs to the run of its key here',
    },
  ],
  write: {
    site_id: '1',
    course_id: `coalesce(${RUN_KEY}, btrim(s.course_id))`,
    course_run_id: RUN,
    certificate_type: 's.type',
    certificate_available_date: time('s.available'),
    is_active: isTrue('s.is_active'),
    title: `coalesce(s.title, '')`,
    created: time('s.created'),
    modified: modifiedOf('s.created', 's.modified'),
  },
  helpers: { signatures: 's.signatures' },
  hasModified: true,
  after: signatures('course_certificate_id'),
};

const PROGRAM = `coalesce(${here('catalog_program', 's.program_id')},
  (select id from program p where p.uuid = s.program_uuid::uuid))::integer`;

export const PROGRAM_CERTIFICATES: Kind = {
  name: 'credentials_programcertificate',
  title: 'program certificates',
  from: 'credentials_programcertificate c',
  key: 'c.id',
  read: {
    created: 'c.created',
    modified: 'c.modified',
    is_active: 'c.is_active',
    title: 'c.title',
    site_id: 'c.site_id',
    use_org_name: 'c.use_org_name',
    program_uuid: 'c.program_uuid',
    hours: 'c.include_hours_of_effort',
    language: 'c.language',
    program_id: 'c.program_id',
    signatures: signaturesOf('credentials_programcertificate_signatories', 'programcertificate_id', 'c.id'),
  },
  table: 'program_certificate',
  alsoWrites: ['program', 'signatory'],
  before: [
    'drop table if exists made_program',
    `create temp table made_program as
     with made as (
       insert into program (uuid, title, type, type_slug, status, modified)
       select distinct on (s.program_uuid::uuid) s.program_uuid::uuid,
              coalesce(nullif(s.title, ''), s.program_uuid::uuid::text), '', '', 'unpublished', ${time('s.created')}
         from stage s
        where ${PROGRAM} is null and s.site_id = current_setting('moving.site')
       returning id)
     select id from made`,
  ],
  joins: `cross join lateral (select ${PROGRAM} as program_id offset 0) its`,
  natural: 'its.program_id::text',
  prefer: `s.is_active <> '1'`,
  found: '(select id from program_certificate o where o.program_id = its.program_id)',
  leftOut: [OTHER_SITE, { when: 'its.program_id is null', why: 'its program was not carried' }],
  changed: [
    {
      when: 'exists (select from made_program where made_program.id = its.program_id)',
      why: 'its program is not in the catalog: one was made of its uuid, unpublished',
    },
    { when: `not (${GOOD_LANGUAGE})`, why: 'its language is not a valid tag: it is en here' },
  ],
  write: {
    site_id: '1',
    program_id: 'its.program_id',
    is_active: isTrue('s.is_active'),
    title: `coalesce(s.title, '')`,
    use_org_name: isTrue('s.use_org_name'),
    include_hours_of_effort: isTrue('s.hours'),
    language: `case when ${GOOD_LANGUAGE} then ${LANGUAGE} else 'en' end`,
    created: time('s.created'),
    modified: modifiedOf('s.created', 's.modified'),
  },
  update: { program_id: null },
  helpers: { signatures: 's.signatures' },
  hasModified: true,
  after: signatures('program_certificate_id'),
};
