import { directionOf } from '../../platform/languages/index.js';
import { isolated, type RenderedMail } from '../../platform/mail/index.js';

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
  /** A tag such as `es-419`. */
  readonly language: string;
  /** Colours of the installation, `#rrggbb`. */
  readonly primary_color: string;
  readonly accent_color: string;
}

/** For previews. The site's name, the colours and the language are those of the installation and the template. */
export const SAMPLE_DATA: CompletionMailData = {
  learner_name: 'Alice Example',
  program_title: 'Mathematics',
  program_type: 'MicroMasters',
  platform_name: 'Example X',
  certificate_url: 'https://credentials.example.org/credentials/0b1f8a6c4d3e4f5a9b8c7d6e5f4a3b2c/',
  record_url: 'https://credentials.example.org/records/programs/de0e0000000040008000000000000001/',
  lms_url: 'https://lms.example.org/',
  language: 'en',
  primary_color: '#1c2d50',
  accent_color: '#a67c2e',
};

export const VARIABLES = Object.keys(SAMPLE_DATA) as (keyof CompletionMailData)[];

/** The data for plain text: from right to left, names do not reorder the words around them. */
export function forPlainText(data: CompletionMailData): CompletionMailData {
  const name = (value: string) => isolated(value, directionOf(data.language));
  return {
    ...data,
    learner_name: name(data.learner_name),
    program_title: name(data.program_title),
    program_type: name(data.program_type),
    platform_name: name(data.platform_name),
  };
}
