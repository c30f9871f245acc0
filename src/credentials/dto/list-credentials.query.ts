import { BadRequestError, ValidationError } from '../../platform/errors/index.js';
import {
  isOn,
  Messages,
  QueryField,
  timeOrEmpty,
  toDateTime,
  TRIMMED_TEXT,
} from '../../platform/validation/index.js';
import { isCleanText, isUuid } from '../../platform/text/index.js';
import { PageQueryField, PageSizeQueryField } from '../../platform/lists/index.js';
import { valuesOf } from '../../platform/http/index.js';
import type { WalkOrder } from '../credential-feed.js';
import { type CredentialFilter, type TimeRange, timeRange } from '../credential-filters.js';
import { CREDENTIAL_STATUSES, type CredentialStatus } from '../entities/user-credential.entity.js';

/** The requested part of a list: with an order from a place on, else by the number of the page. */
interface ListPart {
  readonly page?: string | undefined;
  readonly order?: WalkOrder | undefined;
  readonly cursor?: string | undefined;
  readonly pageSize?: string | undefined;
}

/** Query parameters of every list and of the export, which has no pages. All filters can be combined; an unknown parameter is ignored. */
export class CredentialQuery {
  @QueryField(
    {
      description: 'Learner, in any letter case. In version 2 and the export it may be repeated.',
      example: 'demo_ada',
    },
    TRIMMED_TEXT,
  )
  username?: string;

  @QueryField({ description: 'Another value is a 400.', enum: CREDENTIAL_STATUSES })
  status?: string;

  @QueryField({
    description:
      "The program's credential and the course credentials of its runs. A malformed one gives an empty list.",
  })
  program_uuid?: string;

  /** The learners that the query names. @param address the request's path and query */
  learners(_address: string): readonly string[] {
    return this.username ? [this.username] : [];
  }

  /** Which part of the list is asked for. @throws ValidationError */
  part(): ListPart {
    return {};
  }

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
  @PageQueryField()
  page?: string;

  override part(): ListPart {
    return { page: this.page };
  }

  /** @throws BadRequestError when it asks for neither a learner nor a program */
  override filter(): CredentialFilter | undefined {
    if (!this.username && !this.program_uuid) {
      throw new BadRequestError(LEARNER_OR_PROGRAM_NEEDED);
    }
    return super.filter();
  }
}

const WALK_ORDERS = ['created', '-created', 'modified'] as const satisfies readonly WalkOrder[];

const time = (description: string) =>
  QueryField(timeOrEmpty(`${description} ISO 8601; without an offset it is UTC. Another text is a 400.`));

/** Filters of the list, version 2, and of the export. */
export abstract class FilterCredentialsQuery extends CredentialQuery {
  /** Kind of credential. */
  abstract type?: string;

  /** Whether what the learner cannot see yet is left out. */
  abstract only_visible?: string;

  @QueryField(
    {
      description:
        'Key of a course run, in any letter case. A plus that is not encoded (`%2B`) arrives as a blank; it counts as a plus.',
      example: 'course-v1:RiversideX+STAT1+2026',
    },
    TRIMMED_TEXT,
  )
  course_run?: string;

  @QueryField(
    {
      description:
        'Key of an organization, in any letter case: credentials of the programs that it authors and of the runs of courses that it owns.',
      example: 'RiversideX',
    },
    TRIMMED_TEXT,
  )
  organization?: string;

  @QueryField({ description: 'Mode of course credentials.', example: 'verified' }, TRIMMED_TEXT)
  mode?: string;

  @time('Issued then or later.')
  created_after?: string;

  @time('Issued before.')
  created_before?: string;

  @time('Changed last then or later.')
  modified_after?: string;

  @time('Changed last before.')
  modified_before?: string;

  /** `username` may be repeated. */
  override learners(address: string): readonly string[] {
    const names = valuesOf(address, 'username').map((name) => name.trim());
    // The rule of the field looks at the last value only.
    if (!names.every(isCleanText)) throw new ValidationError({ username: [Messages.notText] });
    return names.filter((name) => name !== '');
  }

  override filter(): CredentialFilter | undefined {
    const filter = super.filter();
    const created = readRange('created', this.created_after, this.created_before);
    const modified = readRange('modified', this.modified_after, this.modified_before);
    if (filter === undefined) return undefined;
    return {
      ...filter,
      programs: this.type === 'program',
      courses: this.type === 'course-run',
      visible: isOn(this.only_visible),
      // A plus that a caller has not encoded arrives as a blank, which no key of a run has.
      courseRun: this.course_run?.replaceAll(' ', '+'),
      organization: this.organization,
      mode: this.mode,
      created,
      modified,
    };
  }
}

/** Query parameters of the list, version 2. */
export class ListCredentialsQuery extends FilterCredentialsQuery {
  @QueryField({
    description: 'Kind of credential: `program` or `course-run`. Another value does not narrow the list.',
  })
  type?: string;

  @QueryField({
    description: '`true` or `1` leaves out what the learner cannot see yet. Another value does not.',
  })
  only_visible?: string;

  @PageQueryField()
  page?: string;

  @PageSizeQueryField()
  page_size?: string;

  @QueryField({
    description:
      'From `next` or `cursor` of an answer; empty: the first page. With it, or with `order`, the list is read from a place on: without `page`, `count` and `previous`.',
  })
  cursor?: string;

  @QueryField({
    description:
      '`created` (the default with `cursor`), `-created`: latest first, or `modified`: the feed of changes. Another value is a 400.',
    enum: WALK_ORDERS,
  })
  order?: string;

  override part(): ListPart {
    const { page, cursor, page_size: pageSize } = this;
    return { page, cursor, pageSize, order: this.walkOrder() };
  }

  private walkOrder(): WalkOrder | undefined {
    if (!this.order) return this.cursor === undefined ? undefined : 'created';
    const order = WALK_ORDERS.find((word) => word === this.order);
    if (order === undefined) throw new ValidationError({ order: [Messages.notAChoice(this.order)] });
    return order;
  }
}

/** @throws ValidationError */
function readRange(name: string, after?: string, before?: string): TimeRange | undefined {
  return timeRange(readTime(`${name}_after`, after), readTime(`${name}_before`, before));
}

function readTime(field: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  // A plus that was not escaped arrives as a blank.
  const time = toDateTime(text.trim().replace(/ (?=\d\d:?\d\d$)(?<=T.*)/, '+'));
  if (time === undefined) throw new ValidationError({ [field]: [Messages.notDateTime] });
  return time;
}
