import { statement } from '../../platform/database/index.js';
import { PagedList } from '../../platform/lists/index.js';

const USER_JSON = `json_build_object(
  'id', u.id, 'username', u.username, 'email', u.email, 'full_name', u.full_name, 'lms_user_id', u.lms_user_id,
  'is_active', u.is_active, 'is_staff', u.is_staff, 'is_superuser', u.is_superuser,
  'permissions', coalesce((select json_agg(p.permission order by p.permission)
                             from user_permission p where p.user_id = u.id), '[]'),
  'groups', coalesce((select json_agg(g.name order by g.name)
                        from user_group_member m join user_group g on g.id = m.group_id where m.user_id = u.id), '[]'),
  'updated_at', iso_time(u.modified))`;

export const userList = new PagedList<{ search?: string; username?: string }>({
  name: 'identity.list_users',
  json: USER_JSON,
  from: 'users u',
  id: 'u.id',
  filters: {
    search: (part) => `strpos(lower(concat_ws(' ', u.username, u.full_name, u.email)), lower(${part})) > 0`,
    username: (username) => `lower(u.username) = lower(${username})`,
  },
});

/** The user's answer, with what is asked about before a change. */
export interface UserState {
  readonly id: number;
  readonly isActive: boolean;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
  readonly json: string;
}

const STATE = `u.id, u.is_active as "isActive", u.is_staff as "isStaff", u.is_superuser as "isSuperuser",
  ${USER_JSON}::text as json`;

export const readUser = statement<UserState, [username: string]>(
  'identity.read_user',
  `select ${STATE} from users u where lower(u.username) = lower($1)`,
);

/** Keeps others from changing the user, also through what hangs on the row: they lock it first. */
export const lockUser = statement<{ id: number }, [username: string]>(
  'identity.lock_user',
  'select id from users where lower(username) = lower($1) for no key update',
);

export const setFlags = statement<
  object,
  [id: number, isActive: boolean, isStaff: boolean, isSuperuser: boolean]
>(
  'identity.set_flags',
  'update users set is_active = $2, is_staff = $3, is_superuser = $4, modified = now() where id = $1',
);
