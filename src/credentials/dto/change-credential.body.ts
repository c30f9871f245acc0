import { ChoiceField } from '../../platform/validation/index.js';
import { CREDENTIAL_STATUSES, type CredentialStatus } from '../entities/user-credential.entity.js';
import { CredentialReasonField } from './reason.js';

/** Only the status can be changed, with a reason; other fields are ignored. */
export class ChangeCredentialBody {
  @ChoiceField({
    optional: true,
    choices: CREDENTIAL_STATUSES,
    description: '`revoked` takes the credential back, `awarded` gives it again.',
    example: 'revoked',
  })
  status?: CredentialStatus;

  @CredentialReasonField()
  reason?: string | null;
}
