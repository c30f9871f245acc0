import { Messages, QueryField, TextField } from '../../platform/validation/index.js';

const MOST_CHARACTERS = 1000;
const DESCRIPTION = 'Why, for the audit log. Staff read it in the history of the credential.';
const EXAMPLE = 'Issued by mistake.';

/** The field `reason` of a body that changes a credential. */
export const ReasonField = (): PropertyDecorator =>
  TextField({
    optional: true,
    nullable: true,
    blank: true,
    loose: true,
    maxLength: MOST_CHARACTERS,
    description: DESCRIPTION,
    example: EXAMPLE,
  });

/** The body of a request that may have none. */
export class ReasonBody {
  @ReasonField()
  reason?: string | null;
}

/** The query of a request without a body. */
export class ReasonQuery {
  @QueryField(
    { description: `${DESCRIPTION} At most ${MOST_CHARACTERS} characters.`, example: EXAMPLE },
    {
      problem: (value) => {
        if (typeof value !== 'string') return Messages.notText;
        return value.length > MOST_CHARACTERS ? Messages.tooLong(MOST_CHARACTERS) : undefined;
      },
    },
  )
  reason?: string;
}
