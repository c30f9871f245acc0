import { literal } from './literal.js';

// The script for the database of the service there: MySQL 8 and MariaDB. Temporary tables take the rows, with the types and
// collations of the real tables, and one transaction carries them over. MySQL opens a temporary table once in a statement.

/** Columns of a temporary table, in the order of its rows. */
const STAGES = {
  back_user: [
    ...['source', 'username', 'email', 'full_name', 'lms_user_id', 'is_active', 'is_staff', 'is_superuser'],
    ...['date_joined', 'changed'],
  ],
  back_course: ['course_id', 'certificate_type', 'is_active', 'available', 'created', 'modified'],
  back_program: [
    ...['program_uuid', 'title', 'is_active', 'use_org_name', 'include_hours_of_effort', 'language'],
    ...['created', 'modified'],
  ],
  back_credential: [
    ...[
      'here_id',
      'uuid',
      'former',
      'username',
      'status',
      'course_id',
      'certificate_type',
      'program_uuid',
      'date',
    ],
    ...['created', 'modified'],
  ],
  back_attribute: ['uuid', 'name', 'value'],
  back_grade: [
    ...['here_id', 'username', 'run', 'letter_grade', 'percent_grade', 'verified', 'lms_last_updated_at'],
    ...['created', 'modified'],
  ],
  back_ended: ['username', 'program_uuid', 'ended'],
  back_record: ['username', 'program_uuid', 'uuid', 'created'],
  back_sent: ['username', 'program_uuid', 'pathway_uuid', 'status', 'created', 'modified'],
} as const;

export type Stage = keyof typeof STAGES;

/** `columns` from the real tables, without a row. */
const stage = (name: Stage, own: string, columns: string) =>
  `create temporary table ${name} (${own}) select ${columns} limit 0;`;

const FOUND = 'target int null, wins tinyint not null default 0';
const from = (column: string, table: string, name: string) =>
  `(select ${column} from ${table} limit 0) as ${name}`;
const username = from('username', 'credentials_usercredential', 'username');
const program = from('uuid', 'catalog_program', 'program_uuid');

/** Everything before the rows. @param site domain of the site */
export function scriptHead(site: string): string {
  return `set names utf8mb4;
set time_zone = '+00:00';
-- Characters that an old database cannot keep become question marks in the temporary tables.
set sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
set @site = (select id from django_site where domain = ${literal(site)});
set @course = (select id from django_content_type where app_label = 'credentials' and model = 'coursecertificate');
set @program = (select id from django_content_type where app_label = 'credentials' and model = 'programcertificate');
-- Ends here, by a column that cannot be null, when this is not the database of that site.
create temporary table back_needs (this_database_lacks_the_site int not null,
  this_database_lacks_course_certificates int not null, this_database_lacks_program_certificates int not null);
insert into back_needs values (@site, @course, @program);
create temporary table back_report (what varchar(200) not null, number bigint not null);
${stage(
  'back_user',
  `source bigint null, changed tinyint not null, target int null, taken tinyint not null default 0,
  renames tinyint not null default 0`,
  `${username}, ${from('username', 'core_user', 'user_name')}, ${from('username', 'records_usergrade', 'grade_name')},
  ${from('username', 'credentials_usercredential', 'former_name')}, ${from('username', 'records_usergrade', 'former_grade_name')}, u.email, u.full_name, u.lms_user_id, u.is_active, u.is_staff, u.is_superuser, u.date_joined from core_user u`,
)}
${stage(
  'back_course',
  'available datetime(6) null, target int null',
  `course_id, ${from('`key`', 'catalog_courserun', 'run')}, certificate_type, is_active, created, modified
  from credentials_coursecertificate`,
)}
${stage(
  'back_program',
  'target int null',
  `program_uuid, ${from('uuid', 'catalog_program', 'catalog_uuid')}, title, is_active, use_org_name, include_hours_of_effort,
  language, created, modified from credentials_programcertificate`,
)}
${stage(
  'back_credential',
  `here_id bigint not null, former tinyint not null, \`date\` datetime(6) null, certificate int null, kind int null, ${FOUND}, primary key (uuid), key (target), key (course_id)`,
  `c.uuid, c.username, c.status, ${from('course_id', 'credentials_coursecertificate', 'course_id')},
  ${from('certificate_type', 'credentials_coursecertificate', 'certificate_type')},
  ${from('program_uuid', 'credentials_programcertificate', 'program_uuid')}, c.created, c.modified from credentials_usercredential c`,
)}
${stage(
  'back_attribute',
  'key (uuid)',
  `${from('uuid', 'credentials_usercredential', 'uuid')}, a.name, a.value from credentials_usercredentialattribute a`,
)}
${stage(
  'back_grade',
  `here_id bigint not null, run_id int null, ${FOUND}, key (target), key (run)`,
  `g.username, ${from('`key`', 'catalog_courserun', 'run')}, g.letter_grade, g.percent_grade, g.verified,
  g.lms_last_updated_at, g.created, g.modified from records_usergrade g`,
)}
${stage('back_ended', 'ended datetime(6) not null', `u.username, ${program} from core_user u`)}
${stage(
  'back_record',
  'user_id int null, program_id int null, target int null',
  `u.username, ${program}, ${from('uuid', 'records_programcertrecord', 'uuid')}, u.date_joined as created from core_user u`,
)}
${stage(
  'back_sent',
  'user_id int null, program_id int null, pathway_id int null, target int null',
  `u.username, ${program}, ${from('uuid', 'catalog_pathway', 'pathway_uuid')}, s.status, s.created, s.modified
  from core_user u, records_usercreditpathway s`,
)}
`;
}

/** Fills a temporary table. @param rows each in parentheses */
export function stageRows(name: Stage, rows: readonly string[]): string {
  const columns = STAGES[name].map((column) => `\`${column}\``).join(', ');
  return `insert into ${name} (${columns}) values\n${rows.join(',\n')};\n`;
}

/**
 * The same name or key once more for each other table that it is compared with: tables of an upgraded server may compare in
 * different ways, and then refuse to be compared with each other. Before the strict mode, as the tables were filled.
 */
const NAMES = `
update back_user set user_name = if(char_length(username) <= 150, username, null);
update back_user set grade_name = user_name;
update back_user b join core_user u on u.id = b.source set b.target = u.id;
update back_user b join core_user u on u.username = b.user_name set b.target = u.id where b.target is null;
update back_user b join core_user u on u.username = b.user_name and u.id <> b.target set b.taken = 1;
update back_user b join core_user u on u.id = b.target
   set b.former_name = u.username, b.former_grade_name = u.username,
       b.renames = b.changed and not b.taken and coalesce(b.user_name <> u.username, 1);
update back_course set run = course_id;
update back_program set catalog_uuid = program_uuid;
`;

const USERS = `
insert ignore into core_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active,
  date_joined, full_name, lms_user_id)
select '!', is_superuser, user_name, '', '', email, is_staff, is_active, date_joined, full_name, lms_user_id
  from back_user where target is null and user_name is not null;
-- Credentials and grades there hold the name itself.
update ignore credentials_usercredential c join back_user b on b.former_name = c.username
   set c.username = b.username where b.renames;
update ignore records_usergrade g join back_user b on b.former_grade_name = g.username
   set g.username = b.grade_name where b.renames and b.grade_name is not null;
update core_user u join back_user b on b.target = u.id
   set u.username = if(b.taken or b.user_name is null, u.username, b.user_name),
       u.email = if(b.email = '' and b.full_name <> '', u.email, b.email),
       u.full_name = b.full_name, u.first_name = if(b.full_name = '', '', u.first_name),
       u.last_name = if(b.full_name = '', '', u.last_name), u.lms_user_id = coalesce(b.lms_user_id, u.lms_user_id),
       u.is_active = b.is_active, u.is_staff = b.is_staff, u.is_superuser = b.is_superuser
 where b.changed;
update back_user b join core_user u on u.username = b.user_name set b.target = u.id where b.target is null;
`;

const RUN_OF_KEY = `(select r.\`key\` as run, min(r.id) as id
  from catalog_courserun r join catalog_course c on c.id = r.course_id where c.site_id = @site group by r.\`key\`)`;

/** A certificate with another type serves the run, too. */
const courseTargets = (table: string, target: string) => `
update ${table} b join credentials_coursecertificate c
    on c.course_id = b.course_id and c.certificate_type = b.certificate_type and c.site_id = @site
   set b.${target} = c.id where b.${target} is null;
update ${table} b join (select course_id, min(id) as id from credentials_coursecertificate
                         where site_id = @site group by course_id) c on c.course_id = b.course_id
   set b.${target} = c.id where b.${target} is null;`;

const CERTIFICATES = `${courseTargets('back_course', 'target')}
insert into credentials_coursecertificate (created, modified, is_active, course_id, certificate_type, site_id,
  course_run_id, certificate_available_date)
select b.created, b.modified, b.is_active, b.course_id, b.certificate_type, @site,
       if(exists (select 1 from credentials_coursecertificate c where c.course_run_id = r.id), null, r.id), b.available
  from back_course b left join ${RUN_OF_KEY} r on r.run = b.run
 where b.target is null;
update credentials_coursecertificate c join back_course b on b.target = c.id
   set c.is_active = b.is_active, c.certificate_type = b.certificate_type,
       c.certificate_available_date = b.available, c.modified = b.modified
 where b.modified > c.modified;
update back_program b join credentials_programcertificate c on c.program_uuid = b.program_uuid and c.site_id = @site
   set b.target = c.id;
insert into credentials_programcertificate (created, modified, is_active, title, site_id, use_org_name, program_uuid,
  include_hours_of_effort, language, program_id)
select b.created, b.modified, b.is_active, b.title, @site, b.use_org_name, b.program_uuid, b.include_hours_of_effort,
       b.language, p.id
  from back_program b left join catalog_program p on p.uuid = b.catalog_uuid and p.site_id = @site
 where b.target is null;
update credentials_programcertificate c join back_program b on b.target = c.id
   set c.is_active = b.is_active, c.title = b.title, c.use_org_name = b.use_org_name,
       c.include_hours_of_effort = b.include_hours_of_effort, c.language = b.language, c.modified = b.modified
 where b.modified > c.modified;
`;

/** First the rows whose numbers are free there, then the others with new numbers. */
const insertNew = (
  table: string,
  stageName: string,
  columns: string,
  values: string,
  when: string,
  find: string,
) => `
insert ignore into ${table} (id, ${columns})
select b.here_id, ${values} from ${stageName} b left join ${table} other on other.id = b.here_id
 where b.target is null and ${when} and other.id is null and b.here_id <= 2147483647;
${find}
insert ignore into ${table} (${columns})
select ${values} from ${stageName} b where b.target is null and ${when};
${find}`;

const CREDENTIALS = `
update back_credential set kind = if(course_id is null, @program, @course);${courseTargets('back_credential', 'certificate')}
update back_credential b join credentials_programcertificate c
    on c.program_uuid = b.program_uuid and c.site_id = @site
   set b.certificate = c.id where b.kind = @program;
update back_credential b join credentials_usercredential c on c.uuid = b.uuid
   set b.target = c.id, b.wins = b.modified >= c.modified;
-- Issued on both sides: the one there keeps its address.
update back_credential b join credentials_usercredential c
    on c.username = b.username and c.credential_content_type_id = b.kind and c.credential_id = b.certificate
   set b.target = c.id, b.wins = b.modified >= c.modified
 where b.target is null and not b.former;
${insertNew(
  'credentials_usercredential',
  'back_credential',
  'created, modified, credential_id, username, status, uuid, credential_content_type_id',
  'b.created, b.modified, b.certificate, b.username, b.status, b.uuid, b.kind',
  'b.certificate is not null and not b.former',
  'update back_credential b join credentials_usercredential c on c.uuid = b.uuid set b.target = c.id, b.wins = 1 where b.target is null;',
)}
update credentials_usercredential c join back_credential b on b.target = c.id
   set c.status = b.status, c.modified = b.modified where b.wins;
-- Moved to another learner by a merge of accounts.
update ignore credentials_usercredential c join back_credential b on b.target = c.id
   set c.username = b.username where b.wins and not b.former and c.username <> b.username;
delete d from credentials_usercredentialdateoverride d join back_credential b on b.target = d.user_credential_id
 where b.wins and not b.former and b.\`date\` is null and d.modified <= b.modified;
insert into credentials_usercredentialdateoverride (created, modified, \`date\`, user_credential_id)
select b.modified, b.modified, b.\`date\`, b.target from back_credential b
 where b.wins and not b.former and b.\`date\` is not null
on duplicate key update \`date\` = values(\`date\`), modified = values(modified);
delete a from credentials_usercredentialattribute a join back_credential b on b.target = a.user_credential_id
  left join back_attribute x on x.uuid = b.uuid and x.name = a.name
 where b.wins and not b.former and x.name is null and a.modified <= b.modified;
insert into credentials_usercredentialattribute (created, modified, name, value, user_credential_id)
select b.modified, b.modified, x.name, x.value, b.target
  from back_attribute x join back_credential b on b.uuid = x.uuid where b.wins
on duplicate key update value = if(credentials_usercredentialattribute.modified <= values(modified), values(value),
    credentials_usercredentialattribute.value),
  modified = greatest(credentials_usercredentialattribute.modified, values(modified));
`;

const GRADES = `
update back_grade b join ${RUN_OF_KEY} r on r.run = b.run set b.run_id = r.id;
update back_grade b join records_usergrade g on g.username = b.username and g.course_run_id = b.run_id
   set b.target = g.id, b.wins = b.modified >= g.modified;
${insertNew(
  'records_usergrade',
  'back_grade',
  'created, modified, letter_grade, percent_grade, course_run_id, username, verified, lms_last_updated_at',
  'b.created, b.modified, b.letter_grade, b.percent_grade, b.run_id, b.username, b.verified, b.lms_last_updated_at',
  'b.run_id is not null',
  `update back_grade b join records_usergrade g on g.username = b.username and g.course_run_id = b.run_id
   set b.target = g.id, b.wins = 1 where b.target is null;`,
)}
update records_usergrade g join back_grade b on b.target = g.id
   set g.letter_grade = b.letter_grade, g.percent_grade = b.percent_grade, g.verified = b.verified,
       g.lms_last_updated_at = b.lms_last_updated_at, g.modified = b.modified
 where b.wins;
`;

const RECORDS = `
delete r from records_programcertrecord r join core_user u on u.id = r.user_id
  join catalog_program p on p.id = r.program_id and p.site_id = @site
  join back_ended b on b.username = u.username and b.program_uuid = p.uuid
 where r.created <= b.ended;
update back_record b join core_user u on u.username = b.username
  join catalog_program p on p.uuid = b.program_uuid and p.site_id = @site
   set b.user_id = u.id, b.program_id = p.id;
update back_record b join records_programcertrecord r on r.uuid = b.uuid set b.target = r.id;
insert ignore into records_programcertrecord (created, modified, uuid, user_id, program_id)
select created, created, uuid, user_id, program_id from back_record
 where target is null and user_id is not null;
update back_record b join records_programcertrecord r on r.uuid = b.uuid set b.target = r.id;
update back_sent b join core_user u on u.username = b.username
  join catalog_program p on p.uuid = b.program_uuid and p.site_id = @site
  join catalog_pathway w on w.uuid = b.pathway_uuid and w.site_id = @site
   set b.user_id = u.id, b.program_id = p.id, b.pathway_id = w.id;
insert into records_usercreditpathway (created, modified, status, user_id, pathway_id, program_id)
select created, modified, status, user_id, pathway_id, program_id from back_sent where user_id is not null
on duplicate key update status = values(status), modified = greatest(records_usercreditpathway.modified, values(modified));
`;

const count = (what: string, source: string, when = 'true') =>
  `insert into back_report select ${literal(what)}, count(*) from ${source} where ${when};`;

/** Numbers of rows that came, and of those that could not, with the reason. */
const REPORT = [
  count('users', 'back_user', 'target is not null'),
  count('users left out: their username is too long there', 'back_user', 'target is null'),
  count('users not renamed: another user there has their username', 'back_user', 'taken and changed'),
  count('course certificates', 'back_course'),
  count('program certificates', 'back_program'),
  count('credentials', 'back_credential', 'wins'),
  count('credentials left as they are: newer there', 'back_credential', 'target is not null and not wins'),
  count(
    'credentials left out: no certificate there',
    'back_credential',
    'certificate is null and target is null and not former',
  ),
  count(
    'credentials left out: there, their learner has the username of another one who has it',
    'back_credential',
    'certificate is not null and target is null and not former',
  ),
  count(
    'credentials that were issued on both sides: they keep their address there, the one from here is lost',
    'back_credential b join credentials_usercredential c on c.id = b.target',
    'c.uuid <> b.uuid',
  ),
  count(
    'credentials that stay with another username there: its learner has one of the same certificate',
    'back_credential b join credentials_usercredential c on c.id = b.target',
    'b.wins and not b.former and c.username <> b.username',
  ),
  count('grades', 'back_grade', 'wins'),
  count('grades left as they are: newer there', 'back_grade', 'target is not null and not wins'),
  count('grades left out: copy the catalog there, then apply this again', 'back_grade', 'run_id is null'),
  count(
    'grades left out: their username is too long there',
    'back_grade',
    'run_id is not null and target is null',
  ),
  count('ended shared records', 'back_ended'),
  count('shared records', 'back_record', 'target is not null'),
  count('shared records left out: unknown program, or shared there too', 'back_record', 'target is null'),
  count('sent records', 'back_sent', 'user_id is not null'),
  count('sent records left out: unknown program or pathway', 'back_sent', 'user_id is null'),
].join('\n');

/** Everything behind the rows. */
export const SCRIPT_TAIL = `start transaction;
${NAMES}
set sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO';
${USERS}${CERTIFICATES}${CREDENTIALS}${GRADES}${RECORDS}
${REPORT}
commit;
select number, what from back_report where number > 0;
-- The end.
`;
