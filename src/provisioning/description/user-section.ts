import { parsePermission } from '../../identity/index.js';
import { isSingleLine } from '../../platform/text/index.js';
import {
  Flag,
  MailAddress,
  ObjectOf,
  type RuleOptions,
  Text,
  type TextRuleOptions,
  WholeNumber,
  WordList,
} from '../../platform/validation/index.js';

/** A name that mails and pages can carry. */
const NAME: TextRuleOptions = {
  pattern: { accepts: isSingleLine, words: 'free of control characters' },
};

/** A username. Surrounding blanks are refused, because a description's values are never converted. */
export function Username(options: RuleOptions = {}): PropertyDecorator {
  const pattern = {
    accepts: (text: string) => isSingleLine(text) && text === text.trim() && !text.includes('\ufffd'),
    words: 'free of control characters, of U+FFFD and of blanks around it',
  };
  return Text({ pattern, ...options });
}

/** The claims that a token of the user would carry. Absent ones stay. */
export class ClaimsDescription {
  /** True: staff and member of the group Admins; false: neither. */
  @Flag({ optional: true })
  administrator?: boolean;

  @MailAddress({ optional: true })
  email?: string;

  @Text({ ...NAME, optional: true })
  full_name?: string;

  /** Another name for `full_name`. If both are given, `full_name` counts. */
  @Text({ ...NAME, optional: true })
  name?: string;

  /** The user's id in the LMS. */
  @WholeNumber({ optional: true, min: 1, max: Number.MAX_SAFE_INTEGER })
  user_id?: number;
}

/** A user with their rights. Absent fields stay. */
export class UserSection {
  @Username()
  username!: string;

  /** A superuser has every right. */
  @Flag({ optional: true })
  superuser?: boolean;

  /** False: inactive in the LMS, such as before the mail address is confirmed. `INACTIVE_USERS` says what that means. */
  @Flag({ optional: true })
  active?: boolean;

  @ObjectOf(() => ClaimsDescription, { optional: true })
  claims?: ClaimsDescription;

  /** The name that certificates print, whatever the LMS and tokens say; empty: none. */
  @Text({ ...NAME, optional: true, blank: true })
  certificate_name?: string;

  /** The complete list of the user's own rights, by name. */
  @WordList(
    (name) => (parsePermission(name) === undefined ? 'must be the name of a permission' : undefined),
    {
      optional: true,
    },
  )
  permissions?: string[];

  /** The complete list of the user's groups, by name. */
  @WordList(() => undefined, { optional: true })
  groups?: string[];
}
