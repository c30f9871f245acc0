import { Injectable } from '@nestjs/common';
import { AwardService } from '../../credentials/index.js';
import { UsersService } from '../../identity/index.js';
import type { Transaction } from '../../platform/database/index.js';
import { ValidationError } from '../../platform/errors/index.js';
import { isCleanText } from '../../platform/text/index.js';
import type { CertificateEvent, UnwantedEvent } from '../codec/certificate-event.js';
import { findCourseRun } from '../inbox/event-inbox.sql.js';

/** The LMS passes on a certificate with one of these: it is there, or is being made. */
const PASSED = ['downloadable', 'generating'];

/** The mode in which nobody earns a certificate. */
const AUDIT = 'audit';

/** The catalog has no such course run yet. */
export class UnknownCourseRun extends Error {
  override readonly name = 'UnknownCourseRun';

  /** @param folded the key as the database folds letters */
  constructor(
    key: string,
    readonly folded: string,
  ) {
    super(`the catalog does not know the course run ${key} yet`);
  }
}

/** The event does not fit what is stored. The message names nothing of the event. */
export class UnfitEvent extends Error {
  override readonly name = 'UnfitEvent';
}

/** Applies what the LMS reports about certificates of courses. */
@Injectable()
export class CertificateReports {
  constructor(
    private readonly awards: AwardService,
    private readonly users: UsersService,
  ) {}

  /**
   * Awards or revokes, in the caller's transaction, which is to be rolled back on any error.
   * @throws OutdatedReportError, UnknownCourseRun, UnfitEvent
   */
  async apply(
    transaction: Transaction,
    event: CertificateEvent | UnwantedEvent,
  ): Promise<'applied' | 'ignored'> {
    if (event.status === 'unwanted' || isNoCertificate(event)) return 'ignored';
    const { status, time, certificate } = event;
    const { course_key: key } = certificate.course;
    try {
      await this.awards.report(transaction, {
        ...(await this.learnerOf(transaction, event)),
        credential: { course_run_key: key, mode: certificate.mode },
        status,
        at: time,
      });
      return 'applied';
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const [run] = await transaction.run(findCourseRun, [key]);
      throw run!.isKnown ? new UnfitEvent(reasonFrom(error)) : new UnknownCourseRun(key, run!.folded);
    }
  }

  /** The learner with the number in the LMS, who may have been renamed there since; or else the one with the name. */
  private async learnerOf(transaction: Transaction, { time, certificate: { user } }: CertificateEvent) {
    const number = user.id > 0n && user.id <= Number.MAX_SAFE_INTEGER ? Number(user.id) : undefined;
    const { username } = user.pii;
    const numbered = number && (await this.users.findByLmsUserId(transaction, number));
    if (numbered) return { username: numbered.username };
    if (!isUsable(username)) throw new UnfitEvent(UNUSABLE_NAME);
    if (await this.users.nameChangedSince(transaction, username, time))
      throw new UnfitEvent('its username was given to somebody else, or given up, since then');
    return { username, ...(number === undefined ? {} : { lms_user_id: number }) };
  }
}

/** Whether the event is about no certificate of the LMS. A revocation counts always. */
function isNoCertificate({ status, certificate }: CertificateEvent): boolean {
  const { mode, current_status: current } = certificate;
  return status === 'awarded' && (mode === AUDIT || !PASSED.includes(current));
}

const UNUSABLE_NAME = 'no learner can have its username';

/** U+FFFD stands in place of bytes that are no UTF-8: different names would become one. */
const isUsable = (username: string) => isCleanText(username) && !username.includes('\ufffd');

/** By the field that is wrong: the words of the messages quote values. */
function reasonFrom({ fields }: ValidationError): string {
  const [field = ''] = Object.keys(fields);
  if (field === 'username') return UNUSABLE_NAME;
  return 'no certificate of its course run can be issued: it is inactive, or its mode is not valid';
}
