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

/** A name as mails and pages can carry it. */
const NAME: TextRuleOptions = {
  pattern: { accepts: isSingleLine, words: 'free of control characters' },
};

/** A username. Blanks around it are refused, not taken away: in a description nothing is converted. */
export function Username(options: RuleOptions = {}): PropertyDecorator {
  const pattern = {
    accepts: (text: string) => isSingleLine(text) && text === text.trim(),
    words: 'free of control characters and of blanks around it',
  };
  return Text({ pattern, ...options });
}

/** What a token of the user would say of them; what is absent stays as it is. */
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

  /** The user's number in the LMS. */
  @WholeNumber({ optional: true, min: 1, max: Number.MAX_SAFE_INTEGER })
  user_id?: number;
}

/** A user with their rights; what is absent stays as it is. */
export class UserSection {
  @Username()
  username!: string;

  /** A superuser has every right. */
  @Flag({ optional: true })
  superuser?: boolean;

  @ObjectOf(() => ClaimsDescription, { optional: true })
  claims?: ClaimsDescription;

  /** All the rights that the user has of their own, by name. */
  @WordList(
    (name) => (parsePermission(name) === undefined ? 'must be the name of a permission' : undefined),
    {
      optional: true,
    },
  )
  permissions?: string[];

  /** All the user's groups, by name. */
  @WordList(() => undefined, { optional: true })
  groups?: string[];
}
