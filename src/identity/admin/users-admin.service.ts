import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Raw, type Repository } from 'typeorm';
import {
  isKeyUsername,
  named,
  parsePermission,
  type Principal,
  User,
  UserGroupPermission,
  UsersService,
} from '../users/index.js';
import { Config } from '../../config/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { ConflictError, NotFoundError, PermissionDeniedError } from '../../platform/errors/index.js';
import { readList } from '../../platform/lists/index.js';
import { requireMatch } from '../../platform/http/index.js';
import { mayChangeRights, rightBeyond } from './user-rights.policy.js';
import {
  type CertificateNameBody,
  type ListUsersQuery,
  NAME_SOURCES,
  type UserAnswer,
  type UserRightsBody,
} from './users.dto.js';
import { setCertificateName } from '../users/user-description.js';

/** One query per relation: with a join PostgreSQL would sort the whole table to find one page. */
const WITH_RIGHTS = {
  relations: { permissions: true, memberships: { group: true }, mergedInto: true },
  relationLoadStrategy: 'query',
} as const;

/** Lists and changes users and their rights. Answers are JSON text. */
@Injectable()
export class UsersAdminService {
  private readonly logger = new Logger(UsersAdminService.name);

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly users: UsersService,
    @InjectRepository(User) private readonly table: Repository<User>,
  ) {}

  /** @param address the request's path and query, for the links to other pages */
  list({ page, search, username }: ListUsersQuery, address: string): Promise<string> {
    const where = {
      ...(search ? { id: holds(search) } : {}),
      ...(username ? { username: named(username) } : {}),
    };
    return readList(
      this.table,
      { ...WITH_RIGHTS, where, order: { id: 'ASC' } },
      { publicUrl: this.config.publicUrl, address, page },
      (rows) => rows.map(answerOf),
    );
  }

  /** @throws NotFoundError */
  async read(username: string): Promise<string> {
    return textOf(await requireUser(this.table, username));
  }

  /**
   * Gives a user exactly these rights. This process applies them at once, others within five seconds.
   * @throws NotFoundError, PermissionDeniedError, PreconditionFailedError
   * @throws ValidationError for unknown permissions and groups
   */
  async replaceRights(
    caller: Principal,
    username: string,
    body: UserRightsBody,
    ifMatch: string | undefined,
  ): Promise<string> {
    const user = await this.database.transaction(async (transaction) => {
      const table = transaction.manager.getRepository(User);
      const before = await lockUser(transaction, username);
      const { is_staff: isStaff = before.isStaff, is_superuser: isSuperuser = before.isSuperuser } = body;
      if (!mayChangeRights(caller, before, { isStaff, isSuperuser }))
        throw new PermissionDeniedError(undefined, 'superuser');
      requireMatch(ifMatch, textOf(before));
      await requireOwnRights(transaction, caller, before, body);
      if (body.is_active === true) requireNotMerged(before);
      const { permissions, groups, is_active: active } = body;
      // An answer about a user who is inactive in the LMS, sent back, deactivates nobody.
      const staysInactive = !before.isActive && active === false && body.is_deactivated === false;
      const deactivated = active === undefined || staysInactive ? undefined : !active;
      const wanted = {
        username,
        permissions,
        groups,
        active,
        deactivated,
        staff: isStaff,
        superuser: isSuperuser,
      };
      const { result } = await this.users.upsertUser(transaction, wanted);
      return result === 'unchanged' ? before : requireUser(table, username);
    });
    this.users.forget(user.id);
    this.logger.log({ message: 'Rights were set', user: user.id, by: caller.id });
    return textOf(user);
  }

  /** Sets the name that is printed for a user. @throws NotFoundError, PreconditionFailedError */
  async setCertificateName(
    caller: Principal,
    username: string,
    { certificate_name: name, reason }: CertificateNameBody,
    ifMatch: string | undefined,
  ): Promise<string> {
    const user = await this.database.transaction(
      async (transaction) => {
        const before = await lockUser(transaction, username);
        requireMatch(ifMatch, textOf(before));
        const changed = await setCertificateName(transaction, before.id, name);
        return changed ? requireUser(transaction.manager.getRepository(User), username) : before;
      },
      { reason },
    );
    this.logger.log({ message: 'The name on certificates was set', user: user.id, by: caller.id });
    return textOf(user);
  }
}

/** @throws ConflictError, as all that the account had is the other one's */
function requireNotMerged({ mergedInto }: User): void {
  if (mergedInto) {
    throw new ConflictError(
      `The account was merged into ${mergedInto.username}: it cannot be activated again.`,
    );
  }
}

/** @throws PermissionDeniedError naming a right that the caller would give without having it */
async function requireOwnRights(
  { manager }: Transaction,
  caller: Principal,
  before: User,
  { permissions, groups }: UserRightsBody,
): Promise<void> {
  const all = async (own: readonly string[], names: readonly string[]) => {
    const where = { group: { name: In([...names]) } };
    const ofGroups = await manager.find(UserGroupPermission, { where });
    return [...own, ...ofGroups.map(({ permission }) => permission)].flatMap(
      (name) => parsePermission(name) ?? [],
    );
  };
  // An inactive user has no rights, so activity gives all of them back.
  const has = before.isActive ? await all(permissionsOf(before), groupsOf(before)) : [];
  const beyond = rightBeyond(caller, has, await all(permissions, groups));
  if (beyond !== undefined) {
    throw new PermissionDeniedError(`You do not have the right ${beyond}, so you cannot give it.`, beyond);
  }
}

/**
 * Also stops changes of the user's permissions and groups, because these lock the user first.
 * @throws NotFoundError, ConflictError for the row of an API key
 */
async function lockUser({ manager }: Transaction, username: string): Promise<User> {
  const table = manager.getRepository(User);
  await table.findOne({ where: { username: named(username) }, lock: { mode: 'for_no_key_update' } });
  const user = await requireUser(table, username);
  if (isKeyUsername(user.username))
    throw new ConflictError('This is an API key, not a person: change the key instead.');
  return user;
}

async function requireUser(table: Repository<User>, username: string): Promise<User> {
  const user = await table.findOne({ ...WITH_RIGHTS, where: { username: named(username) } });
  if (user === null) throw new NotFoundError('No User matches the given query.');
  return user;
}

/** Condition: the username, a name or the mail address contains the text, in any letter case. */
function holds(part: string) {
  const texts = `concat_ws(' ', username, full_name, staff_name, lms_name, verified_name, email)`;
  return Raw(() => `strpos(lower(${texts}), lower(:part)) > 0`, { part });
}

function answerOf(user: User): UserAnswer {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    full_name: user.fullName,
    certificate_name: user.staffName,
    verified_name: user.verifiedName,
    lms_name: user.lmsName,
    lms_answered_at: user.namesAnsweredAt,
    ...printedNameOf(user),
    lms_user_id: user.lmsUserId,
    is_active: user.isActive,
    is_deactivated: user.deactivatedAt !== null,
    merged_into: user.mergedInto?.username ?? null,
    is_staff: user.isStaff,
    is_superuser: user.isSuperuser,
    permissions: permissionsOf(user),
    groups: groupsOf(user),
    updated_at: user.updatedAt,
  };
}

/** By the rule of the fragment `printedName`. */
function printedNameOf(user: User): Pick<UserAnswer, 'printed_name' | 'printed_name_source'> {
  const names = [user.staffName, user.verifiedName, user.lmsName, user.fullName, user.username];
  const first = names.findIndex((name) => name !== '');
  return { printed_name: names[first]!, printed_name_source: NAME_SOURCES[first]! };
}

function permissionsOf({ permissions }: User): string[] {
  return permissions.map(({ permission }) => permission).sort();
}

function groupsOf({ memberships }: User): string[] {
  return memberships.map(({ group }) => group.name).sort();
}

function textOf(user: User): string {
  return JSON.stringify(answerOf(user));
}
