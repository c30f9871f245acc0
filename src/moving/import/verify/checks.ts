/**
 * What is compared of a kind: a query of each side that gives the same fields as text. They share nothing with the
 * statements that carry the rows, so that a mistake there is a difference here.
 */
export interface Check {
  readonly table: string;
  readonly fields: readonly string[];
  /** The source's values in the order of the fields, and its tables with the alias `s`. */
  readonly source: readonly string[];
  readonly from: string;
  /** Values here in that order, and the tables; `m` is the row of `moved_row`. */
  readonly here: readonly string[];
  readonly hereFrom: string;
  /** SQL: whether somebody changed the row here since, which is no difference. */
  readonly changedHere: string;
}

const there = {
  uuid: (column: string) => `lower(replace(${column}, '-', ''))`,
  /** Empty and null are the same to both. */
  text: (column: string) => `coalesce(${column}, '')`,
};

const ours = {
  uuid: (column: string) => `replace(${column}::text, '-', '')`,
  time: (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`,
  flag: (column: string) => `${column}::integer::text`,
  text: (column: string) => `coalesce(${column}, '')`,
};

const laterThan = (time: string) => `${time} > m.modified`;

/** The users there that a row here belongs to: those that became its user, or an account that was merged into it. */
const userThere = (user: string) =>
  `(select string_agg(o.source_id::text, ',') from moved_row o
     where o.kind = 'core_user'
       and o.here_id = any (array(select ${user} union all select w.id from users w where w.merged_into = ${user})))`;

const CREDENTIALS: Check = {
  table: 'credentials_usercredential',
  fields: ['uuid', 'status', 'created', 'modified', 'certificate', 'user', 'date_override', 'attributes'],
  source: [
    there.uuid('s.uuid'),
    's.status',
    's.created',
    'greatest(s.created, s.modified)',
    `case t.model when 'programcertificate'
       then (select ${there.uuid('p.program_uuid')} from credentials_programcertificate p where p.id = s.credential_id)
       else (select lower(trim(c.course_id)) from credentials_coursecertificate c where c.id = s.credential_id) end`,
    'coalesce((select u.id from core_user u where u.username = s.username limit 1), s.username)',
    `case t.model when 'coursecertificate'
       then (select d.date from credentials_usercredentialdateoverride d where d.user_credential_id = s.id) end`,
    `(select group_concat(concat(a.name, '\\n', a.value) order by binary a.name separator '\\n')
        from credentials_usercredentialattribute a where a.user_credential_id = s.id)`,
  ],
  from: 'credentials_usercredential s join django_content_type t on t.id = s.credential_content_type_id',
  here: [
    ours.uuid('c.uuid'),
    'c.status',
    ours.time('c.created'),
    ours.time('c.modified'),
    `coalesce((select ${ours.uuid('p.uuid')} from program_certificate pc join program p on p.id = pc.program_id
                where pc.id = c.program_certificate_id),
              (select lower(cc.course_id) from course_certificate cc where cc.id = c.course_certificate_id))`,
    `coalesce(${userThere('c.user_id')}, u.username)`,
    ours.time('c.date_override'),
    `(select string_agg(a.name || E'\\n' || a.value, E'\\n' order by a.name collate "C")
        from user_credential_attribute a where a.credential_id = c.id)`,
  ],
  hereFrom: 'user_credential c on c.id = m.here_id left join users u on u.id = c.user_id',
  changedHere: laterThan('c.modified'),
};

const GRADES: Check = {
  table: 'records_usergrade',
  fields: ['letter_grade', 'percent_grade', 'verified', 'lms_time', 'created', 'modified', 'run', 'user'],
  source: [
    's.letter_grade',
    'case when s.percent_grade < 0 then 0.0000 else s.percent_grade end',
    's.verified',
    's.lms_last_updated_at',
    's.created',
    'greatest(s.created, s.modified)',
    `(select ${there.uuid('r.uuid')} from catalog_courserun r where r.id = s.course_run_id)`,
    'coalesce((select u.id from core_user u where u.username = s.username limit 1), s.username)',
  ],
  from: 'records_usergrade s',
  here: [
    'g.letter_grade',
    'g.percent_grade::text',
    ours.flag('g.verified'),
    ours.time('g.lms_last_updated_at'),
    ours.time('g.created'),
    ours.time('g.modified'),
    ours.uuid('r.uuid'),
    `coalesce(${userThere('g.user_id')}, u.username)`,
  ],
  hereFrom:
    'user_grade g on g.id = m.here_id left join users u on u.id = g.user_id left join course_run r on r.id = g.course_run_id',
  changedHere: laterThan('g.modified'),
};

const USERS: Check = {
  table: 'core_user',
  fields: ['username', 'full_name', 'is_active', 'is_staff', 'is_superuser', 'created'],
  source: [
    's.username',
    `case when trim(${there.text('s.full_name')}) <> '' then trim(s.full_name)
          else trim(concat(s.first_name, ' ', s.last_name)) end`,
    's.is_active',
    's.is_staff',
    's.is_superuser',
    's.date_joined',
  ],
  from: 'core_user s',
  here: [
    'u.username',
    'u.full_name',
    ours.flag('u.is_active'),
    ours.flag('u.is_staff'),
    ours.flag('u.is_superuser'),
    ours.time('u.created'),
  ],
  hereFrom: 'users u on u.id = m.here_id',
  // Tokens, too, change users here: their names, and when they were taken.
  changedHere:
    'u.claims_issued_at is not null or u.rights_changed_at is not null or u.deactivated_at is not null',
};

const SHARED_RECORDS: Check = {
  table: 'records_programcertrecord',
  fields: ['uuid', 'created', 'program', 'user'],
  source: [
    there.uuid('s.uuid'),
    's.created',
    `(select ${there.uuid('p.uuid')} from catalog_program p where p.id = s.program_id)`,
    's.user_id',
  ],
  from: 'records_programcertrecord s',
  here: [ours.uuid('r.uuid'), ours.time('r.created'), ours.uuid('p.uuid'), userThere('r.user_id')],
  hereFrom: 'program_cert_record r on r.id = m.here_id left join program p on p.id = r.program_id',
  changedHere: 'false',
};

const SENT_PATHWAYS: Check = {
  table: 'records_usercreditpathway',
  fields: ['status', 'created', 'modified', 'program', 'pathway', 'user'],
  source: [
    's.status',
    's.created',
    'greatest(s.created, s.modified)',
    `(select ${there.uuid('p.uuid')} from catalog_program p where p.id = s.program_id)`,
    `(select ${there.uuid('p.uuid')} from catalog_pathway p where p.id = s.pathway_id)`,
    's.user_id',
  ],
  from: 'records_usercreditpathway s',
  here: [
    'r.status',
    ours.time('r.created'),
    ours.time('r.modified'),
    ours.uuid('p.uuid'),
    ours.uuid('w.uuid'),
    userThere('r.user_id'),
  ],
  hereFrom: `user_credit_pathway r on r.id = m.here_id left join program p on p.id = r.program_id
    left join pathway w on w.id = r.pathway_id`,
  changedHere: laterThan('r.modified'),
};

const COURSE_CERTIFICATES: Check = {
  table: 'credentials_coursecertificate',
  fields: ['course_id', 'type', 'available', 'is_active', 'created', 'modified'],
  source: [
    'lower(trim(s.course_id))',
    's.certificate_type',
    's.certificate_available_date',
    's.is_active',
    's.created',
    'greatest(s.created, s.modified)',
  ],
  from: 'credentials_coursecertificate s',
  here: [
    'lower(c.course_id)',
    'c.certificate_type',
    ours.time('c.certificate_available_date'),
    ours.flag('c.is_active'),
    ours.time('c.created'),
    ours.time('c.modified'),
  ],
  hereFrom: 'course_certificate c on c.id = m.here_id',
  changedHere: laterThan('c.modified'),
};

const PROGRAM_CERTIFICATES: Check = {
  table: 'credentials_programcertificate',
  fields: ['program', 'title', 'is_active', 'use_org_name', 'hours', 'created', 'modified'],
  source: [
    there.uuid('s.program_uuid'),
    there.text('s.title'),
    's.is_active',
    's.use_org_name',
    's.include_hours_of_effort',
    's.created',
    'greatest(s.created, s.modified)',
  ],
  from: 'credentials_programcertificate s',
  here: [
    ours.uuid('p.uuid'),
    ours.text('c.title'),
    ours.flag('c.is_active'),
    ours.flag('c.use_org_name'),
    ours.flag('c.include_hours_of_effort'),
    ours.time('c.created'),
    ours.time('c.modified'),
  ],
  hereFrom: 'program_certificate c on c.id = m.here_id left join program p on p.id = c.program_id',
  changedHere: laterThan('c.modified'),
};

const PROGRAMS: Check = {
  table: 'catalog_program',
  fields: ['uuid', 'title', 'type', 'status', 'hours', 'runs'],
  source: [
    there.uuid('s.uuid'),
    's.title',
    's.type',
    's.status',
    's.total_hours_of_effort',
    `(select group_concat(${there.uuid('r.uuid')} order by l.sort_value, l.id) from catalog_program_course_runs l
        join catalog_courserun r on r.id = l.courserun_id where l.program_id = s.id)`,
  ],
  from: 'catalog_program s',
  here: [
    ours.uuid('p.uuid'),
    'p.title',
    'p.type',
    'p.status',
    'p.total_hours_of_effort::text',
    `(select string_agg(${ours.uuid('r.uuid')}, ',' order by l.position) from program_course_run l
        join course_run r on r.id = l.course_run_id where l.program_id = p.id)`,
  ],
  hereFrom: 'program p on p.id = m.here_id',
  changedHere: laterThan('p.modified'),
};

export const CHECKS: readonly Check[] = [
  PROGRAMS,
  USERS,
  COURSE_CERTIFICATES,
  PROGRAM_CERTIFICATES,
  CREDENTIALS,
  GRADES,
  SHARED_RECORDS,
  SENT_PATHWAYS,
];
