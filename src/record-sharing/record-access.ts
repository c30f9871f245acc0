import { Injectable } from '@nestjs/common';
import { type LearnerProfile, type Principal, SitesService, UsersService } from '../identity/index.js';
import { LegacyRefusal, NotFoundError, PermissionDeniedError } from '../platform/http/index.js';
import { mayHandleRecordOf } from './record.policy.js';

/** Who may do what with a learner's records. */
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
  async owner(caller: Principal, username: string): Promise<LearnerProfile> {
    const learner = await this.users.findByUsername(username);
    if (learner === undefined) throw new LegacyRefusal(404, 'User does not exist');
    if (!mayHandleRecordOf(caller, learner)) throw new LegacyRefusal(403, 'Permission denied');
    return learner;
  }

  /**
   * The learner whose records the caller may read: oneself, or staff for anyone.
   * @throws PermissionDeniedError, or NotFoundError for staff who ask for a learner that is unknown
   */
  async reader(caller: Principal, username: string | undefined): Promise<{ readonly id: number }> {
    if (username === undefined || username === '' || caller.isNamed(username)) return caller;
    if (!caller.isStaff) throw new PermissionDeniedError();
    const learner = await this.users.findByUsername(username);
    if (learner === undefined) throw new NotFoundError('No User matches the given query.');
    return learner;
  }
}
