import { isRetiredUser, PERMISSIONS } from '../../../identity/index.js';
import { here, isTrue, type Kind, type Missing, oneLine, time } from './kind.js';

/** The rights that are known here, which the service there names in the same way: by app and code. */
const KNOWN = PERMISSIONS.map((name) => `'${name}'`).join(', ');

/** The source's SQL of the rights behind a table of links, by app and code and never by number. */
const rightsOf = (links: string, condition: string) =>
  `(select json_arrayagg(concat(t.app_label, '.', p.codename)) from ${links} l
      join auth_permission p on p.id = l.permission_id join django_content_type t on t.id = p.content_type_id
     where ${condition})`;

const elements = (json: string) => `jsonb_array_elements_text(coalesce(${json}, '[]')::jsonb)`;

const unknownRights = (json: string) =>
  `(select string_agg(right_, ', ' order by right_) from ${elements(json)} right_ where right_ not in (${KNOWN}))`;

const UNKNOWN_RIGHTS = {
  when: `${unknownRights('s.rights')} is not null`,
  why: 'it has rights that this service does not know: they do not come along',
  detail: unknownRights('s.rights'),
};

const UNTOUCHED = 'not r.joined and not r.kept';

export const GROUPS: Kind = {
  name: 'auth_group',
  title: 'groups',
  from: 'auth_group g',
  key: 'g.id',
  read: { name: 'g.name', rights: rightsOf('auth_group_permissions', 'l.group_id = g.id') },
  table: 'user_group',
  alsoWrites: ['user_group_permission'],
  natural: oneLine('s.name'),
  found: `(select id from user_group o where o.name = ${oneLine('s.name')})`,
  changed: [UNKNOWN_RIGHTS],
  write: { name: oneLine('s.name') },
  helpers: { rights: 's.rights' },
  hasModified: false,
  after: [
    `delete from user_group_permission p using ready r where p.group_id = r.id and ${UNTOUCHED}
        and r.known_id is not null and p.permission not in (select right_ from ${elements('r.rights')} right_)`,
    `insert into user_group_permission (group_id, permission)
     select r.id, right_ from ready r cross join lateral ${elements('r.rights')} right_
      where right_ in (${KNOWN}) and ${UNTOUCHED} on conflict do nothing`,
  ],
};

/** SQL: a username without blanks around it. */
const nameOf = (text: string) =>
  `btrim(${text}, E' \\t\\n\\r\\x0b\\x0c\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff')`;

const NAME = nameOf('s.username');
const FULL_NAME = `coalesce(nullif(btrim(s.full_name), ''), btrim(s.first_name || ' ' || s.last_name))`;
/** Without it a user, and all that is theirs, would be left out. */
const JOINED = `coalesce(${time('s.date_joined')}, now())`;
const BAD_MAIL = `s.email ~ '[[:space:]\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]'`;

/** The user who keeps a number of the LMS that several have: an active one, else the first. */
const LMS_OWNER = `(select o.id from core_user o where o.lms_user_id = u.lms_user_id order by o.is_active desc, o.id limit 1)`;
const LMS_TAKEN = `exists (select from users o where o.lms_user_id = s.lms_user_id::bigint
  and o.id is distinct from coalesce(m.here_id, (select id from users named where lower(named.username) = lower(${NAME}))))`;
const HAS_NO_NUMBER = `s.lms_user_id is null or s.lms_user_id::bigint < 1 or s.lms_owner <> s.id or ${LMS_TAKEN}`;

/**
 * A user here may still have the name that another one has there by now, since both have changed: it would be taken for that
 * one. It gives it up, and gets its own of today with its page. See `people-there.ts`.
 */
const GIVE_UP_NAMES = `
  create temp table given_up as
  with renamed as (
    update users o set username = 'renamed-' || gen_random_uuid()
      from stage s, moved_row held
     where lower(o.username) = lower(${NAME}) and held.kind = 'core_user' and held.here_id = o.id and not held.joined
       and held.source_id <> s.id::bigint and not exists (
         select from person_there p where p.id = held.source_id and lower(${nameOf('p.username')}) = lower(${NAME}))
    returning held.source_id, s.id as taker),
  unread as (
    update moved_row set digest = 0 where kind = 'core_user' and source_id in (select source_id from renamed))
  select source_id, taker from renamed`;
/** The same with a number of the LMS, unless it became known here: by a token, an award or a merge. */
const GIVE_UP_NUMBERS = `
  update users o set lms_user_id = null
    from stage s left join moved_row known on known.kind = 'core_user' and known.source_id = s.id::bigint
   where s.lms_owner = s.id and o.lms_user_id = s.lms_user_id::bigint and o.id is distinct from known.here_id
     and o.lms_user_id_at is null and o.claims_issued_at is null
     and exists (select from moved_row held where held.kind = 'core_user' and held.here_id = o.id)`;

export const USERS: Kind = {
  name: 'core_user',
  title: 'users',
  from: 'core_user u',
  key: 'u.id',
  read: {
    username: 'u.username',
    first_name: 'u.first_name',
    last_name: 'u.last_name',
    email: 'u.email',
    full_name: 'u.full_name',
    lms_user_id: 'u.lms_user_id',
    lms_owner: LMS_OWNER,
    is_active: 'u.is_active',
    is_staff: 'u.is_staff',
    is_superuser: 'u.is_superuser',
    date_joined: 'u.date_joined',
    member_of: '(select json_arrayagg(l.group_id) from core_user_groups l where l.user_id = u.id)',
    rights: rightsOf('core_user_user_permissions', 'l.user_id = u.id'),
  },
  table: 'users',
  alsoWrites: ['user_group_member', 'user_permission'],
  before: ['drop table if exists given_up', GIVE_UP_NAMES, GIVE_UP_NUMBERS],
  natural: `lower(${NAME})`,
  found: `(select id from users o where lower(o.username) = lower(${NAME}))`,
  changed: [
    UNKNOWN_RIGHTS,
    {
      when: 's.lms_owner <> s.id',
      why: 'its lms_user_id is also that of another user, who keeps it',
      detail: `'core_user ' || s.lms_owner`,
    },
    {
      when: `s.lms_owner = s.id and ${LMS_TAKEN}`,
      why: 'its lms_user_id belongs to another user here: it has none here',
    },
    { when: `s.lms_user_id::bigint < 1`, why: 'its lms_user_id is below 1: it has none here' },
    {
      when: 'exists (select from given_up g where g.taker = s.id)',
      why: 'its username was that of another user, who has another one now',
      detail: `(select 'core_user ' || g.source_id from given_up g where g.taker = s.id limit 1)`,
    },
    {
      when: `${time('s.date_joined')} is null`,
      why: 'it has no time of joining: it has that of the import here',
    },
    { when: BAD_MAIL, why: 'its mail address is not valid: it is empty here' },
    { when: `${NAME} <> s.username`, why: 'its username has blanks around it: they are gone' },
    {
      when: `${oneLine(FULL_NAME)} <> ${FULL_NAME}`,
      why: 'its name has line ends or control characters: they are blanks here',
    },
  ],
  write: {
    username: NAME,
    email: `case when ${BAD_MAIL} then '' else s.email end`,
    full_name: oneLine(FULL_NAME),
    lms_user_id: `case when ${HAS_NO_NUMBER} then null else s.lms_user_id::bigint end`,
    is_active: isTrue('s.is_active'),
    is_staff: isTrue('s.is_staff'),
    is_superuser: isTrue('s.is_superuser'),
    created: JOINED,
    modified: JOINED,
  },
  update: {
    // What staff changed here stays: rights, and that somebody was deactivated, retired or merged. The name there counts, but
    // for the retired: a deactivated account that gave up its name would have none for ever.
    username: `case when ${isRetiredUser('t')} then t.username else excluded.username end`,
    email: `case when t.deactivated_at is null then excluded.email else t.email end`,
    full_name: `case when t.deactivated_at is null then excluded.full_name else t.full_name end`,
    // A number that became known here is not lost because it is unknown there.
    lms_user_id: `case when t.deactivated_at is null and (excluded.lms_user_id is not null or t.lms_user_id_at is null)
                       then excluded.lms_user_id else t.lms_user_id end`,
    is_active: 'excluded.is_active and t.deactivated_at is null',
    is_staff: 'case when t.rights_changed_at is null then excluded.is_staff else t.is_staff end',
    is_superuser: 'case when t.rights_changed_at is null then excluded.is_superuser else t.is_superuser end',
    created: 'least(t.created, excluded.created)',
    modified: 'greatest(now(), t.modified)',
  },
  helpers: { member_of: 's.member_of', rights: 's.rights' },
  hasModified: false,
  after: [
    `update ready r set kept = true from users u where u.id = r.id and u.rights_changed_at is not null`,
    `delete from user_group_member l using ready r where l.user_id = r.id and ${UNTOUCHED}
        and r.known_id is not null and not exists (
          select from ${elements('r.member_of')} group_ join moved_row g on g.kind = 'auth_group' and g.source_id = group_::bigint
           where g.here_id = l.group_id)`,
    `insert into user_group_member (group_id, user_id)
     select g.here_id, r.id from ready r cross join lateral ${elements('r.member_of')} group_
       join moved_row g on g.kind = 'auth_group' and g.source_id = group_::bigint and g.here_id is not null
      where ${UNTOUCHED} on conflict do nothing`,
    `delete from user_permission p using ready r where p.user_id = r.id and ${UNTOUCHED}
        and r.known_id is not null and p.permission not in (select right_ from ${elements('r.rights')} right_)`,
    `insert into user_permission (user_id, permission)
     select r.id, right_ from ready r cross join lateral ${elements('r.rights')} right_
      where right_ in (${KNOWN}) and ${UNTOUCHED} on conflict do nothing`,
  ],
};

/**
 * SQL: whose row it is, by the user that the database there compares equal, else by name. `user_id` is null for nobody. The
 * account that another one was merged into has the rows of both.
 */
export const OWNER = `left join lateral (
  select coalesce(u.merged_into, u.id) as user_id, u.username,
         ${isRetiredUser('u')} as is_retired
    from users u
   where u.id = coalesce(${here('core_user', 's.user_id')},
                         (select named.id from users named where lower(named.username) = lower(${NAME})))) owner on true`;

const OF_NOBODY = `(s.user_id is null or ${here('core_user', 's.user_id')} is null) and ${NAME} <> '' and ${NAME} !~ '[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufffd]'
  and not exists (select from users u where lower(u.username) = lower(${NAME}))`;

/**
 * Rows of nobody, or of a user whose row could not be carried: the service there takes them, and here each has a user, as one
 * who was issued something unasked.
 */
export const MISSING_OWNERS: Missing = {
  table: 'users',
  areNeeded: `exists (select from stage s where ${OF_NOBODY})`,
  make: `
    insert into users (username, full_name, created, modified)
    select distinct on (lower(${NAME})) ${NAME}, '', ${time('s.created')}, ${time('s.created')}
      from stage s where ${OF_NOBODY} order by lower(${NAME}), s.created`,
};

/** An update's owner. Somebody who was no user there and is renamed here keeps what is theirs. */
export const OWNER_OF_UPDATE = `case when exists (
  select from moved_row m where m.kind = 'core_user' and m.here_id in (t.user_id, excluded.user_id))
  then excluded.user_id else t.user_id end`;

export const OWNER_REASONS = {
  leftOut: { when: 'owner.user_id is null', why: 'its username is empty or has control characters' },
  ofNobody: {
    when: 's.user_id is null and owner.user_id is not null',
    why: 'no user there has its username: it belongs to a user here of that name',
  },
  notCarried: {
    when: `s.user_id is not null and owner.user_id is not null and ${here('core_user', 's.user_id')} is null`,
    why: 'its user was not carried: it belongs to a user here of that name',
  },
  spelled: {
    when: 'owner.username <> s.username and lower(owner.username) = lower(s.username)',
    why: 'its username differs from the user in letter case: it is spelled as the user here',
  },
  compared: {
    when: 'lower(owner.username) <> lower(s.username)',
    why: 'its username differs from the user in more than letter case: it is spelled as the user here',
  },
};
