import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import {
  ConflictError,
  InvalidTokenError,
  NotFoundError,
  ValidationError,
} from '../../platform/errors/index.js';
import { OutboxService } from '../../platform/outbox/index.js';
import { isCleanText } from '../../platform/text/index.js';
import { learnerUnnamed } from '../names/index.js';
import { assignAwardedNumber } from './lms-user-id.js';
import {
  assignAwardedNumbers,
  type AwardedNumber,
  findMany,
  findOrCreateMany,
  type NumberedLearner,
} from './many-learners.js';
import type { InactivePolicy, KnownUser } from './known-user.js';
import { findOrCreateUser, lmsUserIdDiffers } from './profile.js';
import { isUsername, type ProfileClaims } from './profile-claims.js';
import { giveUpUnknown, type NamePair, renameUser } from './rename.js';
import { isKeyUsername } from './principal.js';
import { retireUser, type RowCounts } from './retire.js';
import { isSettled, settle } from './sign-in.js';
import { UserCache } from './user-cache.js';
import {
  applyUserDescription,
  requireKnownRights,
  type UserDescription,
  type UserUpsert,
} from './user-description.js';
import { findLearner, findNameChangeSince, findNumberHolder, findUser, type UserRow } from './users.sql.js';

/** A user as other modules need it. */
export interface Learner {
  readonly id: number;
  /** As it was spelt when the user was created. */
  readonly username: string;
}

/** A user as those need who judge what others may do to them. */
export interface Standing {
  readonly id: number;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

/** Users and learners. A username is the same in any letter case. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly cache: UserCache,
    @Inject(Config) private readonly policy: InactivePolicy,
    private readonly outbox: OutboxService,
  ) {}

  /**
   * Finds or creates the user of a valid token, and updates them with its claims.
   * @throws NotAuthenticatedError when the token is of another person: see `standingOf`
   */
  async signIn(username: string, claims: ProfileClaims, issuedAt: Date): Promise<KnownUser> {
    const signIn = { username, claims, issuedAt };
    const moment = this.cache.moment();
    const [known] = await this.database.run(findUser, [username]);
    if (known !== undefined && isSettled(known, signIn)) return this.cache.keep(username, known, moment);
    const { id, changed } = await this.database.transaction(async (transaction) => {
      const settled = await settle(transaction, signIn, this.policy);
      if (known === undefined && claims.fullName === undefined)
        await this.askForName(transaction, settled.id);
      return settled;
    });
    for (const other of changed) this.forget(other);
    const user = await this.cache.read(username);
    // A rename may have taken the name away since: then the token is one from before it.
    if (user?.id !== id) throw new InvalidTokenError();
    return user;
  }

  /**
   * Finds or creates a learner: issuing may precede the first sign-in.
   * @throws ValidationError for a name that nobody can have
   */
  async findOrCreateLearner(transaction: Transaction, username: string): Promise<Learner> {
    const [known] = await transaction.run(findLearner, [username]);
    if (known === undefined || isKeyUsername(username)) requireLearnerName(username);
    if (known !== undefined) return { id: known.id, username: known.username };
    const { row, created } = await findOrCreateUser(transaction, username);
    if (created) await this.askForName(transaction, row.id);
    return { id: row.id, username: row.username };
  }

  /** Finds learners by name, in any letter case; undefined where nobody has the name. */
  findLearners(
    transaction: Transaction,
    usernames: readonly string[],
  ): Promise<(NumberedLearner | undefined)[]> {
    return findMany(transaction, usernames);
  }

  /** Finds or creates many learners by a fixed number of statements. The names have passed `requireLearnerName`. */
  async findOrCreateLearners(
    transaction: Transaction,
    usernames: readonly string[],
  ): Promise<NumberedLearner[]> {
    const { learners, created } = await findOrCreateMany(transaction, usernames);
    await this.outbox.publishAll(
      transaction,
      created.map((userId) => ({ topic: learnerUnnamed, key: String(userId), payload: { userId } })),
    );
    return learners;
  }

  /** The same as `keepLmsUserId` for many learners, in the order of the list. */
  async keepLmsUserIds(transaction: Transaction, named: readonly AwardedNumber[]): Promise<void> {
    const changed = await assignAwardedNumbers(transaction, named);
    transaction.afterCommit(() => changed.forEach((user) => this.forget(user)));
  }

  /** Keeps the number in the LMS that an award names, see `assignAwardedNumber`. `learner` has the one that is stored. */
  async keepLmsUserId(
    transaction: Transaction,
    learner: Learner & Pick<UserRow, 'lms_user_id'>,
    lmsUserId: number | undefined,
  ): Promise<void> {
    if (lmsUserId === undefined || !lmsUserIdDiffers(learner, lmsUserId)) return;
    const changed = await assignAwardedNumber(transaction, learner, lmsUserId);
    transaction.afterCommit(() => changed.forEach((user) => this.forget(user)));
  }

  /** Finds a person by name, in any letter case. The row of an API key is none. */
  async findByUsername(username: string): Promise<Learner | undefined> {
    if (isKeyUsername(username)) return undefined;
    const [learner] = await this.database.run(findLearner, [username]);
    return learner;
  }

  /** Finds the person with that number in the LMS; whoever was merged into another account has none. */
  async findByLmsUserId(transaction: Transaction, lmsUserId: number): Promise<Learner | undefined> {
    const [learner] = await transaction.run(findNumberHolder, [lmsUserId]);
    return learner;
  }

  /** Whether the name went from one user to another, or was given up, after that time, ISO 8601. */
  async nameChangedSince(transaction: Transaction, username: string, time: string): Promise<boolean> {
    if (!isCleanText(username)) return false;
    const [change] = await transaction.run(findNameChangeSince, [username, time]);
    return change !== undefined;
  }

  /**
   * Makes a user match an operator's description. In a serving process, call `forget` after the commit.
   * @throws ValidationError naming permissions and groups that do not exist
   */
  async upsertUser(transaction: Transaction, description: UserDescription): Promise<UserUpsert> {
    await requireKnownRights(transaction, description);
    const upsert = await applyUserDescription(transaction, description);
    const { claims, certificateName } = description;
    if (upsert.result === 'created' && !claims?.fullName && !certificateName)
      await this.askForName(transaction, upsert.id);
    return upsert;
  }

  /**
   * Gives a user another name. Tokens issued until now do not count for either name any more.
   * @returns why not; undefined also when nobody has the old name
   */
  async rename(oldName: string, newName: string): Promise<'taken' | 'invalid' | 'key' | undefined> {
    if (isKeyUsername(oldName)) return 'key';
    if (!isUsername(newName)) return 'invalid';
    // PostgreSQL would get U+FFFD for half a surrogate pair.
    if (!isCleanText(oldName)) return undefined;
    const result = await renameUser(this.database, oldName, newName);
    if (result.id !== undefined) this.forget(result.id);
    return result.taken ? 'taken' : undefined;
  }

  /**
   * Carries out those of many renames whose old name nobody has, and to whom no earlier one gives it: all by one statement.
   * @returns the indexes of those renames; `rename` does the others
   */
  async renameUnknown(renames: readonly NamePair[]): Promise<ReadonlySet<number>> {
    const possible = renames
      .map((rename, index) => ({ ...rename, index }))
      .filter(
        ({ oldName, newName }) => isUsername(newName) && isCleanText(oldName) && !isKeyUsername(oldName),
      );
    const done = await giveUpUnknown(this.database, possible);
    return new Set(done.map((place) => possible[place]!.index));
  }

  /** Lets the LMS be asked, once the transaction commits. */
  private async askForName(transaction: Transaction, userId: number): Promise<void> {
    await this.outbox.publish(transaction, learnerUnnamed, { key: String(userId), payload: { userId } });
  }

  /** Who the user with that name is, and whether they are staff. @throws NotFoundError */
  async requireStanding(transaction: Transaction, username: string): Promise<Standing> {
    const [row] = await transaction.run(findUser, [username]);
    if (row === undefined) throw new NotFoundError('No User matches the given query.');
    if (row.merged_into !== null) {
      throw new ConflictError(
        'This account was merged into another one, which has its credentials: name that one.',
      );
    }
    return { id: row.id, isStaff: row.is_staff, isSuperuser: row.is_superuser };
  }

  /** See `retireUser`. This process forgets the user after the commit. @throws ValidationError, NotFoundError, ConflictError */
  async retire(
    transaction: Transaction,
    username: string,
    as: string | undefined,
  ): Promise<{ username: string; counts: RowCounts }> {
    if (as !== undefined && !isUsername(as)) throw new ValidationError({ as: ['Not a valid username.'] });
    const learner = await this.findByUsername(username);
    const result = await retireUser(transaction, username, as?.trim());
    transaction.afterCommit(() => {
      if (learner !== undefined) this.forget(learner.id);
    });
    return result;
  }

  /** Drops a remembered user. Call it after the commit of a change. Other processes notice within 5 s. */
  forget(userId: number): void {
    this.cache.forget(userId);
  }
}

/** @throws ValidationError for a name that nobody can have */
export function requireLearnerName(username: string): void {
  if (!isUsername(username)) throw new ValidationError({ username: ['Not a valid username.'] });
}
