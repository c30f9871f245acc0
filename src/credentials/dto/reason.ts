import { MOST_REASON_CHARACTERS } from '../../platform/audit/index.js';
import { Messages, QueryField, TextField } from '../../platform/validation/index.js';

const DESCRIPTION = 'Why, for the audit log. Staff read it in the history of the credential.';
const EXAMPLE = 'Issued by mistake.';

/** The field `reason` of a body that changes a credential. Callers of the existing service may send null and numbers. */
export const CredentialReasonField = (): PropertyDecorator =>
  TextField({
    optional: true,
    nullable: true,
    blank: true,
    loose: true,
    maxLength: MOST_REASON_CHARACTERS,
    description: DESCRIPTION,
    example: EXAMPLE,
  });

/** The body of a request that may have none. */
export class ReasonBody {
  @CredentialReasonField()
  reason?: string | null;
}

/** The query of a request that changes a credential. */
export class ReasonQuery {
  @QueryField(
    { description: `${DESCRIPTION} At most ${MOST_REASON_CHARACTERS} characters.`, example: EXAMPLE },
    {
      problem: (value) => {
        if (typeof value !== 'string') return Messages.notText;
        return value.length > MOST_REASON_CHARACTERS ? Messages.tooLong(MOST_REASON_CHARACTERS) : undefined;
      },
    },
  )
  reason?: string;
}
