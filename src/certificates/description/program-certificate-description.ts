import { LANGUAGE_TAG } from '../../platform/languages/index.js';
import { Flag, ListOf, Text, Uuid } from '../../platform/validation/index.js';

/** A person who signs a certificate. */
export class SignatoryDescription {
  @Text()
  name!: string;

  @Text()
  title!: string;

  /** Replaces the program's organizations under the name. */
  @Text({ optional: true, nullable: true })
  organization_name_override?: string | null;
}

/** The certificate of a program, as an operator describes it. Only `signatories` stay as stored when absent. */
export class ProgramCertificateDescription {
  @Uuid()
  program_uuid!: string;

  /** Whether credentials can be issued for it. */
  @Flag()
  is_active!: boolean;

  /** The certificate's name for the program; empty means the program's own title. */
  @Text({ optional: true, blank: true })
  title = '';

  /** Names organizations in full instead of by key. */
  @Flag({ optional: true })
  use_org_name = false;

  @Flag({ optional: true })
  include_hours_of_effort = false;

  @Text({
    optional: true,
    maxLength: 8,
    pattern: { accepts: (text) => LANGUAGE_TAG.test(text), words: 'a language such as en or es-419' },
  })
  language = 'en';

  /** From left to right. When absent, the stored ones stay. */
  @ListOf(() => SignatoryDescription, { optional: true })
  signatories?: SignatoryDescription[];
}
