import { here, isTrue, jsonText, type Kind, modifiedOf, oneLine, time } from './kind.js';
import { MISSING_OWNERS, OWNER, OWNER_OF_UPDATE, OWNER_REASONS } from './people.js';

/** The user whom the database there takes for the one of a name: by its own comparison of letters. */
const sameUser = (username: string) =>
  `(select u.id from core_user u where u.username = convert(${username} using /*charset*/) collate /*collation*/ limit 1)`;

const COURSE = here('credentials_coursecertificate', 's.credential_id');
const PROGRAM = here('credentials_programcertificate', 's.credential_id');

/** What readers of changes go by: see the table's trigger, which does not run during an import. */
export const CHANGE =
  '((select last_value from user_credential_change_base) + pg_current_xact_id()::text::bigint)';

const CLOCK_PROBLEM = {
  when: `coalesce(${time('s.modified')}, '-infinity') < ${time('s.created')}`,
  why: 'it was changed before it was created: the time of the change is that of the creation here',
};

export const CREDENTIALS: Kind = {
  name: 'credentials_usercredential',
  title: 'credentials',
  from: 'credentials_usercredential c left join django_content_type t on t.id = c.credential_content_type_id',
  key: 'c.id',
  read: {
    created: 'c.created',
    modified: 'c.modified',
    credential_id: 'c.credential_id',
    username: 'c.username',
    status: 'c.status',
    uuid: 'c.uuid',
    kind: `concat(t.app_label, '.', t.model)`,
    user_id: sameUser('c.username'),
    date_override:
      '(select d.date from credentials_usercredentialdateoverride d where d.user_credential_id = c.id limit 1)',
    attributes: `(select json_arrayagg(json_array(${jsonText('a.name')}, ${jsonText('a.value')}))
       from credentials_usercredentialattribute a where a.user_credential_id = c.id)`,
  },
  table: 'user_credential',
  alsoWrites: ['user_credential_attribute', 'former_credential_uuid'],
  missing: MISSING_OWNERS,
  joins: `${OWNER}
    cross join lateral (
      select case when s.kind = 'credentials.coursecertificate' then ${COURSE} end::integer as course,
             case when s.kind = 'credentials.programcertificate' then ${PROGRAM} end::integer as program offset 0) cert
    cross join lateral (
      select (select id from user_credential c where c.uuid = s.uuid::uuid) as same,
             (select credential_id from former_credential_uuid c where c.uuid = s.uuid::uuid) as former,
             (select id from user_credential c where c.user_id = owner.user_id and c.course_certificate_id = cert.course) as course,
             (select id from user_credential c where c.user_id = owner.user_id and c.program_certificate_id = cert.program) as program
      offset 0) stored`,
  natural: `concat_ws(':', owner.user_id, cert.course, 'p', cert.program)`,
  prefer: `s.status <> 'awarded', ${time('s.created')}`,
  found: 'coalesce(stored.same, stored.former, stored.course, stored.program)',
  foundIsOther: 'stored.same is null',
  leftOut: [
    {
      when: `s.kind not in ('credentials.coursecertificate', 'credentials.programcertificate')`,
      why: 'it is neither of a course nor of a program',
      detail: 's.kind',
    },
    {
      when: 'cert.course is null and cert.program is null',
      why: 'its certificate is missing there, or was not carried',
      detail: `s.kind || ' ' || s.credential_id`,
    },
    OWNER_REASONS.leftOut,
    {
      when: `s.status not in ('awarded', 'revoked')`,
      why: 'its status is neither awarded nor revoked',
      detail: 's.status',
    },
  ],
  changed: [
    OWNER_REASONS.ofNobody,
    OWNER_REASONS.notCarried,
    OWNER_REASONS.spelled,
    OWNER_REASONS.compared,
    CLOCK_PROBLEM,
    {
      when: 's.date_override is not null and cert.program is not null',
      why: 'its date was overridden, which no program credential has here: it shows its own date',
    },
    {
      when: `(select bool_or(${oneLine('item ->> 0')} <> item ->> 0) from jsonb_array_elements(s.attributes::jsonb) item)`,
      why: 'the name of an attribute has line ends or blanks around it: they are gone',
    },
    {
      when: `(select bool_or(${oneLine('item ->> 0')} = '') from jsonb_array_elements(s.attributes::jsonb) item)`,
      why: 'an attribute has no name: it is left out',
    },
  ],
  write: {
    uuid: 's.uuid::uuid',
    user_id: 'owner.user_id',
    program_certificate_id: 'cert.program',
    course_certificate_id: 'cert.course',
    status: 's.status',
    date_override: `case when cert.course is not null then ${time('s.date_override')} end`,
    created: time('s.created'),
    modified: modifiedOf('s.created', 's.modified'),
    first_awarded_at: time('s.created'),
    revoked_at: `case when s.status = 'revoked' then ${modifiedOf('s.created', 's.modified')} end`,
    // An event of the bus that the service there has missed is newer than its last change there.
    status_at: `least(${modifiedOf('s.created', 's.modified')}, clock_timestamp())`,
    change: CHANGE,
  },
  update: {
    uuid: null,
    user_id: OWNER_OF_UPDATE,
    created: null,
    first_awarded_at: 'coalesce(t.first_awarded_at, excluded.first_awarded_at)',
    status_changes: 't.status_changes + (t.status <> excluded.status)::integer',
    status_at: 'case when t.status <> excluded.status then excluded.status_at else t.status_at end',
    was_visible:
      "t.was_visible or (t.status = 'awarded' and excluded.status = 'revoked' and credential_is_visible(t))",
    rested_on: `case when excluded.status = 'awarded' then t.rested_on end`,
  },
  onlyHere: ['status_at', 'change'],
  helpers: { attributes: 's.attributes', is_retired: 'owner.is_retired' },
  handle: 't.uuid',
  hasModified: true,
  after: [
    `delete from user_credential_attribute a using ready r where a.credential_id = r.id and not r.joined and not r.kept
       and r.known_id is not null and a.name not in (
         select ${oneLine('item ->> 0')} from jsonb_array_elements(coalesce(r.attributes, '[]')::jsonb) item)`,
    `insert into user_credential_attribute (credential_id, name, value)
     select distinct on (r.id, ${oneLine('item ->> 0')}) r.id, ${oneLine('item ->> 0')}, item ->> 1
       from ready r cross join lateral jsonb_array_elements(r.attributes::jsonb) item
      where not r.joined and not r.kept and not r.is_retired and ${oneLine('item ->> 0')} <> ''
     on conflict (credential_id, name) do update set value = excluded.value`,
    `insert into former_credential_uuid (uuid, credential_id)
     select r.uuid, r.id from ready r where r.joined and r.id is not null
       and not exists (select from user_credential c where c.uuid = r.uuid) on conflict do nothing`,
  ],
};

export const GRADES: Kind = {
  name: 'records_usergrade',
  title: 'grades',
  from: 'records_usergrade g',
  key: 'g.id',
  read: {
    created: 'g.created',
    modified: 'g.modified',
    letter_grade: 'g.letter_grade',
    percent_grade: 'g.percent_grade',
    course_run_id: 'g.course_run_id',
    username: 'g.username',
    verified: 'g.verified',
    lms_time: 'g.lms_last_updated_at',
    user_id: sameUser('g.username'),
  },
  table: 'user_grade',
  missing: MISSING_OWNERS,
  joins: `${OWNER}
    cross join lateral (select ${here('catalog_courserun', 's.course_run_id')}::integer as run_id offset 0) its`,
  natural: `concat_ws(':', owner.user_id, its.run_id)`,
  prefer: `${time('s.modified')} desc`,
  found: '(select id from user_grade o where o.user_id = owner.user_id and o.course_run_id = its.run_id)',
  leftOut: [{ when: 'its.run_id is null', why: 'its course run was not carried' }, OWNER_REASONS.leftOut],
  changed: [
    OWNER_REASONS.ofNobody,
    OWNER_REASONS.notCarried,
    OWNER_REASONS.spelled,
    OWNER_REASONS.compared,
    CLOCK_PROBLEM,
    {
      when: 's.percent_grade::numeric < 0',
      why: 'its percent_grade is below 0: it is 0 here',
      detail: 's.percent_grade',
    },
  ],
  write: {
    user_id: 'owner.user_id',
    course_run_id: 'its.run_id',
    letter_grade: `coalesce(s.letter_grade, '')`,
    percent_grade: 'greatest(s.percent_grade::numeric, 0)',
    verified: isTrue('s.verified'),
    lms_last_updated_at: time('s.lms_time'),
    created: time('s.created'),
    modified: modifiedOf('s.created', 's.modified'),
  },
  update: { user_id: OWNER_OF_UPDATE, created: null },
  hasModified: true,
};
