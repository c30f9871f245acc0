import { idNumber, statement } from '../platform/database/index.js';
import { CursorList, PagedList } from '../platform/lists/index.js';
import { WALK_ORDERS, type WalkOrder } from './credential-feed.js';
import { CREDENTIAL_FILTERS, type CredentialFilter } from './credential-filters.js';
import { hasUuid } from './credential-uuid.js';
import { credentialInScope } from './scope.sql.js';
import { courseVisibleFrom, notVisibleBecause, programVisibleFrom } from './visibility.js';

/*
 * The reads of credentials. PostgreSQL builds the JSON: grouping and serialising rows in Node costs more CPU. `$1` is
 * always the public URL.
 *
 * `npm run bench -- --plans`, 20,000 learners with 200,000 credentials, in the database: one credential 0.1 ms (four
 * index scans), list by username 0.4 ms, by program 13 ms, without a filter 55 ms, nearly all of it the exact count.
 */

const PAGE_ADDRESS = `$1::text || '/credentials/' || replace(c.uuid::text, '-', '') || '/'`;

/** Fields around those that everyone gets. */
interface MoreFields {
  /** Version 1 begins with the number of the credential. */
  readonly numbered?: boolean;
  /** Staff see from when on it is visible. */
  readonly withVisibility?: boolean;
  /** Who reads one sees why it is not; a list would pay for each. */
  readonly withReason?: boolean;
}

/** One credential's JSON, from the aliases c, u, pc, p, cc, shown of `JOINS`. */
const CREDENTIAL_JSON = ({
  numbered,
  withVisibility,
  withReason,
}: MoreFields) => `json_build_object(${numbered ? "'id', c.id," : ''}
  'username', u.username,
  'credential', case when c.program_certificate_id is not null
    then json_build_object('type', 'program', 'credential_id', c.program_certificate_id, 'program_uuid', p.uuid)
    else json_build_object('type', 'course-run', 'credential_id', c.course_certificate_id,
                           'course_run_key', cc.course_id, 'mode', cc.certificate_type) end,
  'status', c.status,
  'download_url', case when c.status = 'awarded' and shown.visible_from <= now() then coalesce(c.download_url, ${PAGE_ADDRESS} || 'certificate.pdf') end,
  'uuid', c.uuid,
  'attributes', coalesce((select json_agg(json_build_object('name', a.name, 'value', a.value) order by a.name)
                          from user_credential_attribute a where a.credential_id = c.id), '[]'::json),
  'date_override', case when c.date_override is not null then json_build_object('date', iso_time(c.date_override)) end,
  'created', iso_time(c.created),
  'modified', iso_time(c.modified),
  'certificate_url', ${PAGE_ADDRESS}${withVisibility ? VISIBILITY : ''}${withReason ? REASON : ''})`;

const VISIBILITY = `,
  'visible', coalesce(shown.visible_from <= now(), false), 'visible_from', iso_time(shown.visible_from)`;

const REASON = `, 'not_visible_because', ${notVisibleBecause('c', 'shown.visible_from')}`;

const JOINS = `
  join users u on u.id = c.user_id
  left join program_certificate pc on pc.id = c.program_certificate_id
  left join program p on p.id = pc.program_id
  left join course_certificate cc on cc.id = c.course_certificate_id
 cross join lateral (
   select case when cc.id is null then ${programVisibleFrom('c')} else ${courseVisibleFrom('cc', 'c')} end as visible_from
   offset 0) shown`;

type FoundCredential = { userId: number; json: string };
type WrittenCredential = { json: string; lms_user_id: string | null };

const readByUuid = (name: string, fields: MoreFields) =>
  statement<FoundCredential, [publicUrl: string, uuid: string]>(
    name,
    `select c.user_id as "userId", ${CREDENTIAL_JSON(fields)}::text as json
       from user_credential c ${JOINS}
      where ${hasUuid('c', '$2')}`,
  );

/** Whose credential it is. */
export const findCredential = statement<{ id: number; userId: number }, [uuid: string]>(
  'credentials.find_credential',
  `select ${idNumber('c.id')} as id, c.user_id as "userId" from user_credential c where ${hasUuid('c', '$1')}`,
);

/** The same for an API key. */
export const findCredentialInScope = statement<{ id: number; userId: number }, [uuid: string, scope: number]>(
  'credentials.find_credential_in_scope',
  `select ${idNumber('c.id')} as id, c.user_id as "userId" from user_credential c
    where ${hasUuid('c', '$1')} and ${credentialInScope('c', '$2::int')}`,
);

/** For an API key: no row outside of its scope. */
export const readCredentialInScope = statement<
  FoundCredential,
  [publicUrl: string, uuid: string, scope: number]
>(
  'credentials.read_credential_in_scope',
  `select c.user_id as "userId", ${CREDENTIAL_JSON({})}::text as json
     from user_credential c ${JOINS}
    where ${hasUuid('c', '$2')} and ${credentialInScope('c', '$3::int')}`,
);

export const readCredentialByUuid = readByUuid('credentials.read_credential_by_uuid', {});

const readById = (name: string, fields: MoreFields) =>
  statement<WrittenCredential, [publicUrl: string, id: number]>(
    name,
    `select ${CREDENTIAL_JSON(fields)}::text as json, u.lms_user_id from user_credential c ${JOINS} where c.id = $2`,
  );

/** For the answer of a write, in its transaction, with the learner's number in the LMS. */
export const readCredentialById = readById('credentials.read_credential_by_id', {});

const readByIds = (name: string, fields: MoreFields) =>
  statement<{ id: number; json: string }, [publicUrl: string, ids: number[]]>(
    name,
    `select ${idNumber('c.id')} as id, ${CREDENTIAL_JSON(fields)}::text as json
       from user_credential c ${JOINS} where c.id = any ($2::bigint[])`,
  );

/** The same for many. */
export const readCredentialsById = readByIds('credentials.read_credentials_by_id', {});

/** Filters that match few rows however many there are. */
const SELECTIVE = ['username', 'usernames', 'userId'] as const;

const list = (name: string, fields: MoreFields) =>
  new PagedList<CredentialFilter, [publicUrl: string]>({
    name,
    from: 'user_credential c',
    id: 'c.id',
    json: CREDENTIAL_JSON(fields),
    joins: JOINS,
    filters: CREDENTIAL_FILTERS,
    selective: [
      ...SELECTIVE,
      'scope',
      'programUuid',
      'courseRun',
      'organization',
      'mode',
      'created',
      'modified',
    ],
  });

const walk = (name: string, fields: MoreFields) =>
  new CursorList<CredentialFilter, [publicUrl: string], WalkOrder>({
    name,
    from: 'user_credential c',
    id: 'c.id',
    json: CREDENTIAL_JSON(fields),
    joins: JOINS,
    filters: CREDENTIAL_FILTERS,
    selective: SELECTIVE,
    orders: WALK_ORDERS,
  });

/** Oldest first. Its plans are tested on 200,000 rows in test/database/credential-plans.spec.ts. */
export const credentialList = list('credentials.list', {});

/** The same with the id of each credential. */
export const numberedCredentialList = list('credentials.list_v1', { numbered: true });

/** From a place on: in the order of issue, or of changes. */
const credentialWalk = walk('credentials.walk', {});

/** The reads for those who are not staff. */
export const READS = {
  readCredentialByUuid,
  readCredentialById,
  readCredentialsById,
  credentialList,
  numberedCredentialList,
  credentialWalk,
} as const;

/** The same with the visibility of each credential. */
export const READS_FOR_STAFF: typeof READS = {
  readCredentialByUuid: readByUuid('credentials.read_credential_by_uuid_for_staff', {
    withVisibility: true,
    withReason: true,
  }),
  readCredentialById: readById('credentials.read_credential_by_id_for_staff', { withVisibility: true }),
  readCredentialsById: readByIds('credentials.read_credentials_by_id_for_staff', { withVisibility: true }),
  credentialList: list('credentials.list_staff', { withVisibility: true }),
  numberedCredentialList: list('credentials.list_v1_staff', { numbered: true, withVisibility: true }),
  credentialWalk: walk('credentials.walk_staff', { withVisibility: true }),
};
