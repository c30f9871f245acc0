import { CATALOG_CHECKS } from './catalog-checks.js';
import { type Check, laterThan, ours, ownersThere, there } from './check.js';
import { PEOPLE_CHECKS } from './people-checks.js';

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
    there.user('s.username'),
    `case t.model when 'coursecertificate'
       then (select d.date from credentials_usercredentialdateoverride d where d.user_credential_id = s.id) end`,
    `(select group_concat(concat(a.name, '\\n', a.value) order by binary a.name separator '\\n')
        from credentials_usercredentialattribute a where a.user_credential_id = s.id and trim(a.name) <> '')`,
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
    ownersThere('c.user_id'),
    ours.time('c.date_override'),
    `(select string_agg(a.name || E'\\n' || a.value, E'\\n' order by a.name collate "C")
        from user_credential_attribute a where a.credential_id = c.id)`,
  ],
  hereFrom: 'user_credential c on c.id = m.here_id',
  changedHere: laterThan('c.modified'),
};

const GRADES: Check = {
  table: 'records_usergrade',
  fields: ['letter_grade', 'percent_grade', 'verified', 'lms_time', 'created', 'modified', 'run', 'user'],
  source: [
    there.text('s.letter_grade'),
    'case when s.percent_grade < 0 then 0.0000 else s.percent_grade end',
    's.verified',
    's.lms_last_updated_at',
    's.created',
    'greatest(s.created, s.modified)',
    `(select ${there.uuid('r.uuid')} from catalog_courserun r where r.id = s.course_run_id)`,
    there.user('s.username'),
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
    ownersThere('g.user_id'),
  ],
  hereFrom: 'user_grade g on g.id = m.here_id left join course_run r on r.id = g.course_run_id',
  changedHere: laterThan('g.modified'),
};

const SHARED_RECORDS: Check = {
  table: 'records_programcertrecord',
  fields: ['uuid', 'created', 'program', 'user'],
  source: [
    there.uuid('s.uuid'),
    's.created',
    `(select ${there.uuid('p.uuid')} from catalog_program p where p.id = s.program_id)`,
    "concat('user ', s.user_id)",
  ],
  from: 'records_programcertrecord s',
  here: [ours.uuid('r.uuid'), ours.time('r.created'), ours.uuid('p.uuid'), ownersThere('r.user_id')],
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
    "concat('user ', s.user_id)",
  ],
  from: 'records_usercreditpathway s',
  here: [
    'r.status',
    ours.time('r.created'),
    ours.time('r.modified'),
    ours.uuid('p.uuid'),
    ours.uuid('w.uuid'),
    ownersThere('r.user_id'),
  ],
  hereFrom: `user_credit_pathway r on r.id = m.here_id left join program p on p.id = r.program_id
    left join pathway w on w.id = r.pathway_id`,
  changedHere: laterThan('r.modified'),
};

/** Signatures in their order: name, title and organization of each. Pictures are files there, and are not compared. */
const signaturesThere = (links: string, certificate: string) =>
  `(select group_concat(concat_ws('\\n', g.name, g.title, ${there.text('g.organization_name_override')}) order by l.id separator '\\n')
      from ${links} l join credentials_signatory g on g.id = l.signatory_id where l.${certificate} = s.id)`;

const signaturesHere = (certificate: string) =>
  `(select string_agg(concat_ws(E'\\n', g.name, g.title, ${ours.text('g.organization_name_override')}), E'\\n' order by g.position)
      from signatory g where g.${certificate} = c.id)`;

const COURSE_CERTIFICATES: Check = {
  table: 'credentials_coursecertificate',
  fields: ['course_id', 'title', 'type', 'available', 'is_active', 'signatures', 'created', 'modified'],
  source: [
    'lower(trim(s.course_id))',
    there.text('s.title'),
    's.certificate_type',
    's.certificate_available_date',
    's.is_active',
    signaturesThere('credentials_coursecertificate_signatories', 'coursecertificate_id'),
    's.created',
    'greatest(s.created, s.modified)',
  ],
  from: 'credentials_coursecertificate s',
  here: [
    'lower(c.course_id)',
    'c.title',
    'c.certificate_type',
    ours.time('c.certificate_available_date'),
    ours.flag('c.is_active'),
    signaturesHere('course_certificate_id'),
    ours.time('c.created'),
    ours.time('c.modified'),
  ],
  hereFrom: 'course_certificate c on c.id = m.here_id',
  changedHere: laterThan('c.modified'),
};

const PROGRAM_CERTIFICATES: Check = {
  table: 'credentials_programcertificate',
  fields: [
    ...['program', 'title', 'is_active', 'use_org_name', 'hours', 'language', 'signatures'],
    ...['created', 'modified'],
  ],
  source: [
    there.uuid('s.program_uuid'),
    there.text('s.title'),
    's.is_active',
    's.use_org_name',
    's.include_hours_of_effort',
    `replace(${there.text('s.language')}, '_', '-')`,
    signaturesThere('credentials_programcertificate_signatories', 'programcertificate_id'),
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
    'c.language',
    signaturesHere('program_certificate_id'),
    ours.time('c.created'),
    ours.time('c.modified'),
  ],
  hereFrom: 'program_certificate c on c.id = m.here_id left join program p on p.id = c.program_id',
  changedHere: laterThan('c.modified'),
};

export const CHECKS: readonly Check[] = [
  ...CATALOG_CHECKS,
  ...PEOPLE_CHECKS,
  COURSE_CERTIFICATES,
  PROGRAM_CERTIFICATES,
  CREDENTIALS,
  GRADES,
  SHARED_RECORDS,
  SENT_PATHWAYS,
];
