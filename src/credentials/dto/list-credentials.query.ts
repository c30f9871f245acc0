import { BadRequestError, ValidationError } from '../../platform/errors/index.js';
import { isOn, Messages, QueryField } from '../../platform/validation/index.js';
import { isUuid } from '../../platform/text/index.js';
import { PageQuery } from '../../platform/lists/index.js';
import type { CredentialFilter } from '../credential.sql.js';
import { CREDENTIAL_STATUSES, type CredentialStatus } from '../entities/user-credential.entity.js';

/** What every list of credentials takes. All filters can be combined; an unknown parameter is ignored. */
export class CredentialQuery extends PageQuery {
  @QueryField({ description: 'Learner, in any letter case.', example: 'alice' })
  username?: string;

  @QueryField({ description: 'Another value is a 400.', enum: CREDENTIAL_STATUSES })
  status?: string;

  @QueryField({
    description:
      "The program's credential and the course credentials of its runs. A malformed one gives an empty list.",
    format: 'uuid',
  })
  program_uuid?: string;

  /**
   * The filter, or undefined when nothing can match. What is wrong with it is for callers who may list at all, so it is
   * found here and not by rules of the fields, which are applied before rights on objects.
   * @throws ValidationError
   */
  filter(): CredentialFilter | undefined {
    const status = readStatus(this.status);
    if (this.program_uuid !== undefined && !isUuid(this.program_uuid)) return undefined;
    return {
      username: this.username === '' ? undefined : this.username,
      status,
      programUuid: this.program_uuid,
    };
  }
}

function readStatus(text: string | undefined): CredentialStatus | undefined {
  if (!text) return undefined;
  const status = CREDENTIAL_STATUSES.find((word) => word === text);
  if (status === undefined) throw new ValidationError({ status: [Messages.notAChoice(text)] });
  return status;
}

/** What version 1 says to whoever asks for neither a learner nor a program; scripts know it in these words. */
export const LEARNER_OR_PROGRAM_NEEDED =
  'A username query string parameter is required for filtering user credentials.';

/** What the list of version 1 takes. */
export class ListCredentialsV1Query extends CredentialQuery {
  /** @throws BadRequestError when it asks for neither a learner nor a program */
  override filter(): CredentialFilter | undefined {
    if (!this.username && !this.program_uuid) {
      throw new BadRequestError(LEARNER_OR_PROGRAM_NEEDED);
    }
    return super.filter();
  }
}

/** What the list of version 2 takes. */
export class ListCredentialsQuery extends CredentialQuery {
  @QueryField({ description: 'Kind of credential.', enum: ['program', 'course-run'] })
  type?: string;

  @QueryField({
    description: '`true` leaves out what the learner cannot see yet.',
    enum: ['true', 'false'],
  })
  only_visible?: string;

  override filter(): CredentialFilter | undefined {
    const filter = super.filter();
    if (filter === undefined) return undefined;
    return {
      ...filter,
      type: this.type === 'program' || this.type === 'course-run' ? this.type : undefined,
      onlyVisible: isOn(this.only_visible),
    };
  }
}
