import { type Check, ours, there } from './check.js';

const rightsThere = (links: string, owner: string) =>
  `(select group_concat(concat(t.app_label, '.', p.codename) separator ',') from ${links} l
      join auth_permission p on p.id = l.permission_id join django_content_type t on t.id = p.content_type_id
     where l.${owner} = s.id)`;

const GROUPS: Check = {
  table: 'auth_group',
  fields: ['name', 'rights'],
  source: ['s.name', rightsThere('auth_group_permissions', 'group_id')],
  from: 'auth_group s',
  here: [
    'g.name',
    "(select string_agg(p.permission, ',') from user_group_permission p where p.group_id = g.id)",
  ],
  hereFrom: 'user_group g on g.id = m.here_id',
  changedHere: 'false',
};

const USERS: Check = {
  table: 'core_user',
  fields: [
    ...['username', 'full_name', 'email', 'lms_user_id', 'is_active', 'is_staff', 'is_superuser'],
    ...['groups', 'rights', 'created'],
  ],
  source: [
    's.username',
    `case when trim(${there.text('s.full_name')}) <> '' then trim(s.full_name)
          else trim(concat(s.first_name, ' ', s.last_name)) end`,
    's.email',
    'case when s.lms_user_id > 0 then s.lms_user_id end',
    's.is_active',
    's.is_staff',
    's.is_superuser',
    `(select group_concat(l.group_id) from core_user_groups l where l.user_id = s.id)`,
    rightsThere('core_user_user_permissions', 'user_id'),
    's.date_joined',
  ],
  from: 'core_user s',
  here: [
    'u.username',
    'u.full_name',
    'u.email',
    // One number belongs to one user here.
    'coalesce(u.lms_user_id, (select o.lms_user_id from users o where o.lms_user_id = m.given::bigint and o.id <> u.id))',
    ours.flag('u.is_active'),
    ours.flag('u.is_staff'),
    ours.flag('u.is_superuser'),
    `(select string_agg(o.source_id::text, ',') from user_group_member l
        join moved_row o on o.kind = 'auth_group' and o.here_id = l.group_id where l.user_id = u.id)`,
    "(select string_agg(p.permission, ',') from user_permission p where p.user_id = u.id)",
    ours.time('u.created'),
  ],
  hereFrom: 'users u on u.id = m.here_id',
  // Tokens, too, change users here: their names, and when they were taken. So do numbers that the LMS tells with an award.
  changedHere:
    'coalesce(u.claims_issued_at, u.rights_changed_at, u.deactivated_at, u.lms_user_id_at) is not null',
  given: 'lms_user_id',
};

export const PEOPLE_CHECKS: readonly Check[] = [GROUPS, USERS];
