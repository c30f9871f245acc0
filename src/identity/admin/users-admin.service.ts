import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Raw, type Repository } from 'typeorm';
import { named, type Principal, User, UsersService } from '../users/index.js';
import { Config } from '../../config/index.js';
import { Database } from '../../platform/database/index.js';
import { NotFoundError, PermissionDeniedError } from '../../platform/errors/index.js';
import { readList } from '../../platform/lists/index.js';
import { requireMatch } from '../../platform/http/index.js';
import { mayChangeRights } from './user-rights.policy.js';
import type { ListUsersQuery, UserAnswer, UserRightsBody } from './users.dto.js';

/** One query per relation: with a join PostgreSQL would sort the whole table to find one page. */
const WITH_RIGHTS = {
  relations: { permissions: true, memberships: { group: true } },
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
      // Also stops changes of the user's permissions and groups, because these lock the user first.
      await table.findOne({ where: { username: named(username) }, lock: { mode: 'for_no_key_update' } });
      const before = await requireUser(table, username);
      const { is_staff: isStaff = before.isStaff, is_superuser: isSuperuser = before.isSuperuser } = body;
      if (!mayChangeRights(caller, before, { isStaff, isSuperuser })) throw new PermissionDeniedError();
      requireMatch(ifMatch, textOf(before));
      const { permissions, groups } = body;
      const result = await this.users.upsertUser(transaction, { username, permissions, groups });
      const flagsStay =
        body.is_active === before.isActive &&
        isStaff === before.isStaff &&
        isSuperuser === before.isSuperuser;
      if (result === 'unchanged' && flagsStay) return before;
      await table.update(before.id, { isActive: body.is_active, isStaff, isSuperuser });
      return requireUser(table, username);
    });
    this.users.forget(user.id);
    this.logger.log({ message: 'Rights were set', user: user.id, by: caller.id });
    return textOf(user);
  }
}

async function requireUser(table: Repository<User>, username: string): Promise<User> {
  const user = await table.findOne({ ...WITH_RIGHTS, where: { username: named(username) } });
  if (user === null) throw new NotFoundError('No User matches the given query.');
  return user;
}

/** Condition: the username, the name or the mail address contains the text, in any letter case. */
function holds(part: string) {
  return Raw(() => `strpos(lower(concat_ws(' ', username, full_name, email)), lower(:part)) > 0`, { part });
}

function answerOf(user: User): UserAnswer {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    full_name: user.fullName,
    lms_user_id: user.lmsUserId,
    is_active: user.isActive,
    is_staff: user.isStaff,
    is_superuser: user.isSuperuser,
    permissions: user.permissions.map(({ permission }) => permission).sort(),
    groups: user.memberships.map(({ group }) => group.name).sort(),
    updated_at: user.updatedAt,
  };
}

function textOf(user: User): string {
  return JSON.stringify(answerOf(user));
}
