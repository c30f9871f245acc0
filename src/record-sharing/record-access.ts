import { Injectable } from '@nestjs/common';
import { type Learner, type Principal, SitesService, UsersService } from '../identity/index.js';
import { NotFoundError, PermissionDeniedError } from '../platform/errors/index.js';
import { LegacyRefusal } from './legacy-refusal.js';
import { mayHandleRecordOf } from './record.policy.js';

/** Rights on a learner's records. */
@Injectable()
export class RecordAccess {
  constructor(
    private readonly sites: SitesService,
    private readonly users: UsersService,
  ) {}

  /** @throws NotFoundError where the installation has no records */
  async requireEnabled(): Promise<void> {
    const { recordsEnabled } = await this.sites.get();
    if (!recordsEnabled) throw new NotFoundError();
  }

  /**
   * The learner whose record the caller may share and send: oneself, or staff for anyone. An unknown
   * learner is told from one who is not the caller's, as callers of the existing service know it.
   * @throws LegacyRefusal
   */
  async requireOwner(caller: Principal, username: string): Promise<Learner> {
    const learner = await this.users.findByUsername(username);
    if (learner === undefined) throw new LegacyRefusal(404, 'User does not exist');
    if (!mayHandleRecordOf(caller, learner)) throw new LegacyRefusal(403, 'Permission denied');
    return learner;
  }

  /**
   * The learner whose record the caller may send: as `requireOwner`, but who is neither that learner nor staff is refused before
   * it is looked whether there is such a learner, as callers of the existing service know this one.
   * @throws LegacyRefusal
   */
  async requireSender(caller: Principal, username: string): Promise<Learner> {
    if (!caller.isStaff && !caller.isNamed(username)) throw new LegacyRefusal(403, 'Permission denied');
    return this.requireOwner(caller, username);
  }

  /**
   * The learner whose records the caller may read: the caller, or for staff whoever is named.
   * @throws PermissionDeniedError for others who name anyone, or NotFoundError for a learner that is unknown
   */
  async requireReader(caller: Principal, username: string | undefined): Promise<{ readonly id: number }> {
    if (!username) return caller;
    if (!caller.isStaff) throw new PermissionDeniedError();
    const learner = await this.users.findByUsername(username);
    if (learner === undefined) throw new NotFoundError('No User matches the given query.');
    return learner;
  }
}
