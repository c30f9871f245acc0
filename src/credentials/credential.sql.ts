import { type Statement, statement } from '../platform/database/index.js';
import { type PageNumber, pageWindow } from '../platform/lists/index.js';
import { isVisible } from './visibility.js';

/*
 * The reads of credentials. PostgreSQL builds the JSON: grouping rows and serialising them again costs Node about 2.5
 * times as much. `$1` is always the public URL.
 */

/** The address of a credential's page. */
const PAGE_ADDRESS = `$1::text || '/credentials/' || replace(c.uuid::text, '-', '') || '/'`;

/**
 * One credential's JSON, from the aliases c, u, pc, p, cc that `JOINS` binds. Attributes come in the order of their names.
 * @param leading fields to begin with
 */
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

/** One credential by uuid. */
export const retrieveCredential = statement<
  { userId: number; json: string },
  [publicUrl: string, uuid: string]
>(
  'credentials.retrieve',
  `select c.user_id as "userId", ${CREDENTIAL_JSON('')}::text as json
     from user_credential c ${JOINS}
    where c.uuid = $2`,
);

/** One credential by id, for the answer of a write, in its transaction. */
export const readCredential = statement<{ json: string }, [publicUrl: string, id: number]>(
  'credentials.read',
  `select ${CREDENTIAL_JSON('')}::text as json from user_credential c ${JOINS} where c.id = $2`,
);

/** What a list may be narrowed by. `ListCredentialsQuery` makes it of what a caller asks for. */
export interface CredentialFilter {
  /** Any letter case. */
  username?: string;
  /** The learner by number. */
  userId?: number;
  status?: string;
  type?: 'program' | 'course-run';
  /** The program's credential and the course credentials of its runs. */
  programUuid?: string;
  onlyVisible?: boolean;
}

/** Each condition binds its own parameters; `bind` returns the place holder. */
type Condition = (bind: (value: unknown) => string) => string;

/**
 * The array sub-selects are evaluated once, before the scan, so that both sides of the `or` use their index (a bitmap of
 * two); joined in directly they would cost a scan of all credentials.
 */
const byProgram =
  (uuid: string): Condition =>
  (bind) => {
    const program = bind(uuid);
    return `(c.program_certificate_id = any(array(
        select pc.id from program_certificate pc join program p on p.id = pc.program_id where p.uuid = ${program}::uuid))
      or c.course_certificate_id = any(array(
        select cc.id from program p join program_course_run pcr on pcr.program_id = p.id
          join course_certificate cc on cc.course_run_id = pcr.course_run_id where p.uuid = ${program}::uuid)))`;
  };

function conditions(filter: CredentialFilter): Condition[] {
  const list: Condition[] = [];
  const { username, userId, status, type, programUuid } = filter;
  if (username !== undefined) {
    list.push(
      (bind) => `c.user_id = (select id from users where lower(username) = lower(${bind(username)}))`,
    );
  }
  if (userId !== undefined) list.push((bind) => `c.user_id = ${bind(userId)}`);
  if (status !== undefined) list.push((bind) => `c.status = ${bind(status)}`);
  if (type === 'program') list.push(() => 'c.program_certificate_id is not null');
  if (type === 'course-run') list.push(() => 'c.course_certificate_id is not null');
  if (programUuid !== undefined) list.push(byProgram(programUuid));
  if (filter.onlyVisible) list.push(() => isVisible('c'));
  return list;
}

/**
 * The list: exact count and one page in one statement. The page's ids are chosen first, from an index alone where there
 * is no filter, so that a deep page joins twenty rows and not all that it skips. `$2` is the page, or null for the last.
 * There are few combinations of filters, each with a name and so a plan of its own.
 *
 * The page's size is a constant in the text: with a parameter the planner expects a tenth of all rows and joins by
 * hashing the whole table. Where a filter finds few rows, `c.id + 0` keeps it from walking all ids in order instead.
 */
export function listCredentials(
  publicUrl: string,
  page: PageNumber,
  filter: CredentialFilter,
  withId: boolean,
): { readonly statement: Listing; readonly values: readonly unknown[] } {
  const values: unknown[] = [publicUrl, page === 'last' ? null : page];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = conditions(filter).map((condition) => condition(bind));
  const name = `credentials.list_${withId ? 'v1' : 'v2'}_${filterName(filter)}`;
  const listing = listings.get(name) ?? statement(name, listingText(where, isSelective(filter), withId));
  listings.set(name, listing);
  return { statement: listing, values };
}

type Listing = Statement<{ count: number; results: string }, readonly unknown[]>;

/** What was listed before: putting the text together costs as much as the HTTP server's part of a request. */
const listings = new Map<string, Listing>();

function isSelective({ username, userId, programUuid }: CredentialFilter): boolean {
  return username !== undefined || userId !== undefined || programUuid !== undefined;
}

function listingText(where: readonly string[], selective: boolean, withId: boolean): string {
  const matching = `from user_credential c ${where.length > 0 ? `where ${where.join(' and ')}` : ''}`;
  return `
    with total as (select count(*)::int as count ${matching}),
    page as (
      select c.id ${matching} order by c.id${selective ? ' + 0' : ''}
      ${pageWindow('$2')})
    select total.count, coalesce((
      select json_agg(${CREDENTIAL_JSON(withId ? "'id', c.id," : '')} order by c.id)
        from page join user_credential c on c.id = page.id ${JOINS}), '[]'::json)::text as results
      from total`;
}

function filterName(filter: CredentialFilter): string {
  const { username, userId, status, type, programUuid, onlyVisible } = filter;
  const parts = [
    username !== undefined && 'username',
    userId !== undefined && 'own',
    status !== undefined && 'status',
    type,
    programUuid !== undefined && 'of_program',
    onlyVisible && 'visible',
  ];
  return parts.filter(Boolean).join('_') || 'all';
}
