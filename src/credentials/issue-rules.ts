import type { Config } from '../config/index.js';
import { ValidationError } from '../platform/errors/index.js';
import type { CertificateKeyBody, IssueCredentialBody } from './dto/issue-credential.body.js';
import type { CredentialKind } from './entities/user-credential.entity.js';

/** The kind of certificate that a key names: a program's UUID comes first. */
export function kindOf(key: CertificateKeyBody): CredentialKind {
  return key.program_uuid ? 'program' : 'course-run';
}

/** @throws ValidationError when a name stands twice, or a program credential does not take it */
export function requireAllowedAttributes(
  { credential, attributes = [] }: IssueCredentialBody,
  { programCredentialAttributes }: Pick<Config, 'programCredentialAttributes'>,
): void {
  const names = attributes.map(({ name }) => name);
  if (new Set(names).size !== names.length) {
    throw new ValidationError({ attributes: ['Attribute names cannot be duplicated.'] });
  }
  const allowed = ['whitelist_reason', ...programCredentialAttributes];
  const refused = names.filter((name) => !allowed.includes(name));
  if (credential.program_uuid && refused.length > 0) {
    throw new ValidationError({
      attributes: refused.map(
        (name) => `"${name}" is not an attribute of program credentials; allowed are ${allowed.join(', ')}.`,
      ),
    });
  }
}

/** The refusal of an issue for a program without an active certificate. */
export function noActiveProgramCertificate(programUuid: string): ValidationError {
  const program_uuid = `No active ProgramCertificate exists for program [${programUuid}]`;
  return new ValidationError({ credential: { program_uuid } });
}
