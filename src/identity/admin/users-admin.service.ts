import { Injectable, Logger } from '@nestjs/common';
import { parsePermission, PERMISSION_NAMES } from '../users/permissions.js';
import { type Principal } from '../users/principal.js';
import { UsersService } from '../users/users.service.js';
import { Config } from '../../config/index.js';
import { Database, type StatementRunner, type Transaction } from '../../platform/database/index.js';
import { NotFoundError, ValidationError } from '../../platform/errors/index.js';
import { requireMatch } from '../../platform/http/index.js';
import { requireMayChange } from './user-rights.policy.js';
import type { ListUsersQuery, UserRightsBody } from './users.dto.js';
import { lockUser, readUser, setFlags, userList, type UserState } from './users.sql.js';

/** Who may do what. Answers are JSON text. */
@Injectable()
export class UsersAdminService {
  private readonly logger = new Logger(UsersAdminService.name);

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly users: UsersService,
  ) {}

  /** A page of the users that match. @param address the request's path and query, for the links to other pages */
  list({ page, search, username }: ListUsersQuery, address: string): Promise<string> {
    const request = { publicUrl: this.config.publicUrl, address, page };
    return userList.read(this.database, request, { search, username });
  }

  /** @throws NotFoundError */
  async read(username: string): Promise<string> {
    return (await find(this.database, username)).json;
  }

  /**
   * Gives a user these rights and no others; this process knows of it at once, others within five seconds.
   * @throws NotFoundError, PermissionDeniedError, PreconditionFailedError, or ValidationError for unknown permissions and groups
   */
  async replaceRights(
    caller: Principal,
    username: string,
    body: UserRightsBody,
    ifMatch: string | undefined,
  ): Promise<string> {
    const user = await this.database.transaction(async (transaction) => {
      await transaction.run(lockUser, [username]);
      const before = await find(transaction, username);
      const { is_staff: isStaff = before.isStaff, is_superuser: isSuperuser = before.isSuperuser } = body;
      requireMayChange(caller, before, { isStaff, isSuperuser });
      requireMatch(ifMatch, before.json);
      await this.requireKnown(transaction, body);
      const outcome = await this.users.upsertUser(transaction, {
        username,
        groups: body.groups,
        permissions: body.permissions.map(parsePermission).filter((permission) => permission !== undefined),
      });
      const flagsStay =
        body.is_active === before.isActive &&
        isStaff === before.isStaff &&
        isSuperuser === before.isSuperuser;
      if (outcome === 'unchanged' && flagsStay) return before;
      await transaction.run(setFlags, [before.id, body.is_active, isStaff, isSuperuser]);
      return find(transaction, username);
    });
    this.users.forget(user.id);
    this.logger.log({ message: 'Rights were set', user: user.id, by: caller.id });
    return user.json;
  }

  private async requireKnown(transaction: Transaction, body: UserRightsBody): Promise<void> {
    const permissions = body.permissions
      .filter((name) => parsePermission(name) === undefined)
      .map((name) => `"${name}" is not a permission; there are: ${PERMISSION_NAMES.join(', ')}.`);
    const groups = await this.users.problemsOfGroups(transaction, body.groups);
    if (permissions.length + groups.length === 0) return;
    throw new ValidationError({
      ...(permissions.length > 0 ? { permissions } : {}),
      ...(groups.length > 0 ? { groups } : {}),
    });
  }
}

async function find(runner: StatementRunner, username: string): Promise<UserState> {
  const [user] = await runner.run(readUser, [username]);
  if (user === undefined) throw new NotFoundError('No User matches the given query.');
  return user;
}
