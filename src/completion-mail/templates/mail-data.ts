import type { RenderedMail } from '../../platform/mail/index.js';

/** The parts of a mail, as templates or rendered. */
export type MailParts = RenderedMail;

/** The names that templates can use. */
export interface CompletionMailData {
  readonly learner_name: string;
  readonly program_title: string;
  /** In words, such as `MicroMasters`. */
  readonly program_type: string;
  readonly platform_name: string;
  readonly certificate_url: string;
  /** Null when the installation has no program records. */
  readonly record_url: string | null;
  /** Null when the address of the LMS is not configured. */
  readonly lms_url: string | null;
}

/** For previews. */
export const SAMPLE_DATA: CompletionMailData = {
  learner_name: 'Alice Example',
  program_title: 'Mathematics',
  program_type: 'MicroMasters',
  platform_name: 'Example X',
  certificate_url: 'https://credentials.example.org/credentials/0b1f8a6c4d3e4f5a9b8c7d6e5f4a3b2c/',
  record_url: 'https://credentials.example.org/records/programs/de0e0000000040008000000000000001/',
  lms_url: 'https://lms.example.org/',
};

export const VARIABLES = Object.keys(SAMPLE_DATA) as (keyof CompletionMailData)[];
