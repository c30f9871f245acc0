import { BadRequestError, ValidationError } from '../../platform/errors/index.js';
import { isOn, Messages, QueryField, TRIMMED_TEXT } from '../../platform/validation/index.js';
import { isUuid } from '../../platform/text/index.js';
import { ListQuery } from '../../platform/lists/index.js';
import { CREDENTIAL_STATUSES, type CredentialStatus } from '../entities/user-credential.entity.js';

/** Narrows a list of credentials. Absent fields do not narrow it. */
export interface CredentialFilter {
  /** Learner, in any letter case. */
  readonly username?: string;
  readonly userId?: number;
  readonly status?: CredentialStatus;
  /** Program credentials only. */
  readonly programs?: boolean;
  /** Course credentials only. */
  readonly courses?: boolean;
  /** The program's credential and the course credentials of its runs. */
  readonly programUuid?: string;
  readonly visible?: boolean;
  /** Only what is in the scope of an API key: `Principal.scope`. */
  readonly scope?: number;
}

/** Query parameters of every list. All filters can be combined; an unknown parameter is ignored. */
export class CredentialQuery extends ListQuery {
  @QueryField({ description: 'Learner, in any letter case.', example: 'demo_ada' }, TRIMMED_TEXT)
  username?: string;

  @QueryField({ description: 'Another value is a 400.', enum: CREDENTIAL_STATUSES })
  status?: string;

  @QueryField({
    description:
      "The program's credential and the course credentials of its runs. A malformed one gives an empty list.",
  })
  program_uuid?: string;

  /**
   * The filter; undefined when nothing can match. Its check is not a rule of a field: a caller who may not list gets
   * 403 and not 400.
   * @throws ValidationError
   */
  filter(): CredentialFilter | undefined {
    const status = readStatus(this.status);
    if (this.program_uuid !== undefined && !isUuid(this.program_uuid)) return undefined;
    return { username: this.username, status, programUuid: this.program_uuid };
  }
}

function readStatus(text: string | undefined): CredentialStatus | undefined {
  if (!text) return undefined;
  const status = CREDENTIAL_STATUSES.find((word) => word === text);
  if (status === undefined) throw new ValidationError({ status: [Messages.notAChoice(text)] });
  return status;
}

/** Version 1 refuses a list without learner and program in these words, which scripts know. */
export const LEARNER_OR_PROGRAM_NEEDED =
  'A username query string parameter is required for filtering user credentials.';

/** Query parameters of the list, version 1. */
export class ListCredentialsV1Query extends CredentialQuery {
  /** @throws BadRequestError when it asks for neither a learner nor a program */
  override filter(): CredentialFilter | undefined {
    if (!this.username && !this.program_uuid) {
      throw new BadRequestError(LEARNER_OR_PROGRAM_NEEDED);
    }
    return super.filter();
  }
}

/** Query parameters of the list, version 2. */
export class ListCredentialsQuery extends CredentialQuery {
  @QueryField({
    description: 'Kind of credential: `program` or `course-run`. Another value does not narrow the list.',
  })
  type?: string;

  @QueryField({
    description: '`true` or `1` leaves out what the learner cannot see yet. Another value does not.',
  })
  only_visible?: string;

  override filter(): CredentialFilter | undefined {
    const filter = super.filter();
    if (filter === undefined) return undefined;
    return {
      ...filter,
      programs: this.type === 'program',
      courses: this.type === 'course-run',
      visible: isOn(this.only_visible),
    };
  }
}
