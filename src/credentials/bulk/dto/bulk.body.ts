import { ApiProperty } from '@nestjs/swagger';
import { ReasonField } from '../../../platform/audit/index.js';
import {
  BooleanField,
  ChoiceField,
  SwitchQueryField,
  TextField,
} from '../../../platform/validation/index.js';
import { CREDENTIAL_STATUSES, type CredentialStatus } from '../../entities/user-credential.entity.js';

/** Longest list over REST. The command line takes files of any length. */
export const MOST_ITEMS = 1000;

/** An item that changes the status of a credential. */
export class ChangeItemBody {
  @TextField({
    maxLength: 255,
    description: 'Of the credential.',
    example: '7c0d9e42-8f35-4d61-b2a7-1e6f5c4b3a29',
  })
  uuid!: string;

  @ChoiceField({
    optional: true,
    choices: CREDENTIAL_STATUSES,
    description: '`revoked` takes the credential back, `awarded` gives it again. Without it nothing changes.',
    example: 'revoked',
  })
  status?: CredentialStatus;
}

/** How a list is carried out. */
export class BulkOptionsBody {
  @BooleanField({
    optional: true,
    description: 'True: one wrong item refuses all of them. Default: false.',
    example: false,
  })
  atomic?: boolean;

  @ReasonField('Results of the exam on paper.')
  reason?: string;
}

/** Credentials to issue, revoke and award again. */
export class BulkBody extends BulkOptionsBody {
  // Without the rules of an item: a wrong one has its own result, and refuses no other.
  @ApiProperty({
    description: `From 1 to ${MOST_ITEMS} items, carried out in this order. An item with \`uuid\` changes the status of a credential, as PATCH does; any other one issues a credential, with the fields of POST.`,
    type: 'array',
    minItems: 1,
    maxItems: MOST_ITEMS,
    items: { type: 'object', additionalProperties: true },
  })
  items!: Record<string, unknown>[];
}

export class BulkQuery {
  // Another value is refused, not taken for false: a caller who asks for all or nothing must not get a part.
  @SwitchQueryField('The same as `atomic` in the body; one of the two is enough.')
  atomic?: string;
}
