import type { Config } from '../config/index.js';
import { unknownCourseRun } from '../certificates/index.js';
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

/**
 * Refuses an issue by an API key with a scope. Outside of the scope it is as if the catalog did not know the program or
 * run. Such a key sets no numbers in the LMS: they could move away from a learner outside.
 * @param isInScope as `areInScope` says of the certificate
 * @throws ValidationError
 */
export function requireScope(
  { credential, lms_user_id: number }: IssueCredentialBody,
  isInScope: boolean,
): void {
  if (!isInScope) {
    throw credential.program_uuid
      ? noActiveProgramCertificate(credential.program_uuid)
      : unknownCourseRun(credential.course_run_key!);
  }
  if (number !== undefined && number !== null)
    throw new ValidationError({ lms_user_id: ['An API key with a scope cannot set it.'] });
}

/** The refusal of an issue for a program without an active certificate. */
export function noActiveProgramCertificate(programUuid: string): ValidationError {
  const program_uuid = `No active ProgramCertificate exists for program [${programUuid}]`;
  return new ValidationError({ credential: { program_uuid } });
}
