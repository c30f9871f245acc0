import { Injectable } from '@nestjs/common';
import { type Learner, type Principal, SitesService, UsersService } from '../identity/index.js';
import { NotFoundError, PermissionDeniedError } from '../platform/errors/index.js';
import { LegacyRefusal } from './legacy-refusal.js';
import { mayHandleRecordOf, mayHandleRecordOfNamed, mayNameReadLearner } from './record.policy.js';

/** Rights on a learner's records. */
@Injectable()
export class RecordAccess {
  constructor(
    private readonly sites: SitesService,
    private readonly users: UsersService,
  ) {}

  /** @throws NotFoundError where the installation has no records */
  async requireEnabled(): Promise<void> {
    const { recordsEnabled } = await this.sites.require();
    if (!recordsEnabled) throw new NotFoundError();
  }

  /**
   * The learner whose record the caller may share: the caller's own, or anyone's for staff. An unknown learner is a
   * 404, another learner a 403, as in the existing service.
   * @throws LegacyRefusal
   */
  async requireOwner(caller: Principal, username: string): Promise<Learner> {
    const learner = await this.users.findByUsername(username);
    if (learner === undefined) throw new LegacyRefusal(404, 'User does not exist');
    if (!mayHandleRecordOf(caller, learner)) throw new LegacyRefusal(403, 'Permission denied');
    return learner;
  }

  /**
   * The learner whose record the caller may send. Like `requireOwner`, but a caller who is neither the learner nor
   * staff gets 403 even for an unknown learner, as in the existing service.
   * @throws LegacyRefusal
   */
  async requireSender(caller: Principal, username: string): Promise<Learner> {
    if (!mayHandleRecordOfNamed(caller, username)) throw new LegacyRefusal(403, 'Permission denied');
    return this.requireOwner(caller, username);
  }

  /**
   * The learner whose records the caller may read: the caller, or anyone whom staff name.
   * @throws PermissionDeniedError when others name anyone, or NotFoundError for an unknown learner
   */
  async requireReader(caller: Principal, username: string | undefined): Promise<{ readonly id: number }> {
    if (!username) return caller;
    if (!mayNameReadLearner(caller)) throw new PermissionDeniedError(undefined, 'staff');
    const learner = await this.users.findByUsername(username);
    if (learner === undefined) throw new NotFoundError('No User matches the given query.');
    return learner;
  }
}
