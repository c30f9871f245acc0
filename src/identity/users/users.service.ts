import { Injectable } from '@nestjs/common';
import {
  Database,
  SqlState,
  sqlStateOf,
  type Transaction,
  type UpsertResult,
} from '../../platform/database/index.js';
import { NotAuthenticatedError } from '../../platform/errors/index.js';
import { assignLmsUserId } from './lms-user-id.js';
import { isSameName, type Principal } from './principal.js';
import { applyProfile, claimsDiffer, findOrCreateUser, lmsUserIdDiffers } from './profile.js';
import { isName, type ProfileClaims } from './profile-claims.js';
import { UserCache } from './user-cache.js';
import { named, User } from './entities/user.entity.js';
import { applyUserDescription, requireKnownRights, type UserDescription } from './user-description.js';
import { findUserChangedSince, findLearner, findUser, type UserRow } from './users.sql.js';

/** A user as other modules need it. */
export interface Learner {
  readonly id: number;
  /** As it was spelt when the user was created. */
  readonly username: string;
}

/** Users and learners. A username is the same in any letter case. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly cache: UserCache,
  ) {}

  /**
   * Finds or creates the user of a valid token, and updates them with its claims. A token older than the one that last
   * changed the user changes nothing: it must not make a former administrator one again.
   */
  async signIn(username: string, claims: ProfileClaims, issuedAt: Date): Promise<Principal> {
    const moment = this.cache.moment();
    const [known] = await this.database.run(findUser, [username]);
    if (known !== undefined) requireSameName(known.username, username);
    if (known !== undefined && !mustUpdate(known, claims, issuedAt))
      return this.cache.keep(username, known, moment);
    const id = await this.database.transaction(async (transaction) => {
      if (known === undefined) await this.requireNotRenamed(transaction, claims, issuedAt);
      const { row } = await findOrCreateUser(transaction, username);
      requireSameName(row.username, username);
      if (mustUpdate(row, claims, issuedAt)) await applyProfile(transaction, row, claims, issuedAt);
      return row.id;
    });
    this.forget(id);
    const changed = await this.cache.find(username);
    if (changed === undefined) throw new Error('A user vanished while signing in');
    return changed;
  }

  /** A token from before a rename must not create a second user with the old name. */
  private async requireNotRenamed(
    transaction: Transaction,
    { lmsUserId }: ProfileClaims,
    issuedAt: Date,
  ): Promise<void> {
    const [later] = await transaction.run(findUserChangedSince, [lmsUserId ?? null, issuedAt]);
    if (later !== undefined) throw new NotAuthenticatedError('Invalid token.');
  }

  /** Finds or creates a learner: issuing may precede the first sign-in. Moves `lmsUserId` here from any other user. */
  async findOrCreateLearner(
    transaction: Transaction,
    username: string,
    lmsUserId?: number,
  ): Promise<Learner> {
    const [known] = await transaction.run(findLearner, [username]);
    const learner = known ?? (await findOrCreateUser(transaction, username)).row;
    if (lmsUserId !== undefined && lmsUserIdDiffers(learner, lmsUserId)) {
      await assignLmsUserId(transaction, learner.id, lmsUserId);
    }
    return { id: learner.id, username: learner.username };
  }

  /** Finds a user by name, in any letter case. */
  async findByUsername(username: string): Promise<Learner | undefined> {
    const [learner] = await this.database.run(findLearner, [username]);
    return learner;
  }

  /**
   * Makes a user match an operator's description. In a serving process, call `forget` after the commit.
   * @throws ValidationError naming permissions and groups that do not exist
   */
  async upsertUser(transaction: Transaction, description: UserDescription): Promise<UpsertResult> {
    await requireKnownRights(transaction, description);
    return applyUserDescription(transaction, description);
  }

  /**
   * Gives a user another name. One update is enough, since other tables refer to the user's id.
   * @returns false when the new name is taken or invalid; true also when nobody has the old name
   */
  async rename(oldName: string, newName: string): Promise<boolean> {
    if (!isName(newName)) return false;
    try {
      // The time stops older tokens from bringing the old name back: see `requireNotRenamed`.
      const renamed = await this.database.transaction(({ manager }) =>
        manager
          .getRepository(User)
          .createQueryBuilder()
          .update()
          .set({ username: newName, claimsIssuedAt: () => 'now()' })
          .where({ username: named(oldName) })
          .returning('id')
          .execute(),
      );
      for (const { id } of renamed.raw as { id: number }[]) this.forget(id);
      return true;
    } catch (error) {
      if (sqlStateOf(error) !== SqlState.uniqueViolation) throw error;
      return false;
    }
  }

  /** Drops a remembered user. Call it after the commit of a change. Other processes notice within 5 s. */
  forget(userId: number): void {
    this.cache.forget(userId);
  }
}

/** PostgreSQL equates more letters than JavaScript, such as the Kelvin sign and k: these are different people. */
function requireSameName(stored: string, given: string): void {
  if (!isSameName(stored, given)) throw new NotAuthenticatedError('Invalid token.');
}

function mustUpdate(row: UserRow, claims: ProfileClaims, issuedAt: Date): boolean {
  return claimsDiffer(row, claims) && (row.claims_issued_at === null || row.claims_issued_at <= issuedAt);
}
