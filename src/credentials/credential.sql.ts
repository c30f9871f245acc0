import { statement } from '../platform/database/index.js';
import { PagedList } from '../platform/lists/index.js';
import type { CredentialFilter } from './dto/list-credentials.query.js';
import { isVisible } from './visibility.js';

/*
 * The reads of credentials. PostgreSQL builds the JSON: grouping and serialising rows in Node costs more CPU. `$1` is
 * always the public URL.
 *
 * `npm run bench -- --plans`, 20,000 learners with 200,000 credentials, in the database: one credential 0.1 ms (four
 * index scans), list by username 0.4 ms, by program 13 ms, without a filter 55 ms, nearly all of it the exact count.
 */

const PAGE_ADDRESS = `$1::text || '/credentials/' || replace(c.uuid::text, '-', '') || '/'`;

/** One credential's JSON, from the aliases c, u, pc, p, cc of `JOINS`. @param leading fields to begin with */
const CREDENTIAL_JSON = (leading: string) => `json_build_object(${leading}
  'username', u.username,
  'credential', case when c.program_certificate_id is not null
    then json_build_object('type', 'program', 'credential_id', c.program_certificate_id, 'program_uuid', p.uuid)
    else json_build_object('type', 'course-run', 'credential_id', c.course_certificate_id,
                           'course_run_key', cc.course_id, 'mode', cc.certificate_type) end,
  'status', c.status,
  'download_url', case when c.status = 'awarded' then coalesce(c.download_url, ${PAGE_ADDRESS} || 'certificate.pdf') end,
  'uuid', c.uuid,
  'attributes', coalesce((select json_agg(json_build_object('name', a.name, 'value', a.value) order by a.name)
                          from user_credential_attribute a where a.credential_id = c.id), '[]'::json),
  'date_override', case when c.date_override is not null then json_build_object('date', iso_time(c.date_override)) end,
  'created', iso_time(c.created),
  'modified', iso_time(c.modified),
  'certificate_url', ${PAGE_ADDRESS})`;

const JOINS = `
  join users u on u.id = c.user_id
  left join program_certificate pc on pc.id = c.program_certificate_id
  left join program p on p.id = pc.program_id
  left join course_certificate cc on cc.id = c.course_certificate_id`;

export const readCredentialByUuid = statement<
  { userId: number; json: string },
  [publicUrl: string, uuid: string]
>(
  'credentials.read_credential_by_uuid',
  `select c.user_id as "userId", ${CREDENTIAL_JSON('')}::text as json
     from user_credential c ${JOINS}
    where c.uuid = $2`,
);

/** For the answer of a write, in its transaction. */
export const readCredentialById = statement<{ json: string }, [publicUrl: string, id: number]>(
  'credentials.read_credential_by_id',
  `select ${CREDENTIAL_JSON('')}::text as json from user_credential c ${JOINS} where c.id = $2`,
);

/**
 * PostgreSQL evaluates the array sub-selects once, before the scan, so both sides of the `or` use their index (a bitmap
 * of two). Joins would cost a scan of all credentials.
 */
const belongsToProgram = (program: string) => `(c.program_certificate_id = any(array(
        select pc.id from program_certificate pc join program p on p.id = pc.program_id where p.uuid = ${program}::uuid))
      or c.course_certificate_id = any(array(
        select cc.id from program p join program_course_run pcr on pcr.program_id = p.id
          join course_certificate cc on cc.course_run_id = pcr.course_run_id where p.uuid = ${program}::uuid)))`;

const list = (name: string, leading: string) =>
  new PagedList<CredentialFilter, [publicUrl: string]>({
    name,
    from: 'user_credential c',
    id: 'c.id',
    json: CREDENTIAL_JSON(leading),
    joins: JOINS,
    filters: {
      username: (name) => `c.user_id = (select id from users where lower(username) = lower(${name}))`,
      userId: (id) => `c.user_id = ${id}`,
      status: (status) => `c.status = ${status}`,
      programs: 'c.program_certificate_id is not null',
      courses: 'c.course_certificate_id is not null',
      programUuid: belongsToProgram,
      visible: isVisible('c'),
    },
    selective: ['username', 'userId', 'programUuid'],
  });

/** Oldest first. Its plans are tested on 200,000 rows in test/database/credential-plans.spec.ts. */
export const credentialList = list('credentials.list', '');

/** The same with the id of each credential. */
export const numberedCredentialList = list('credentials.list_v1', "'id', c.id,");
