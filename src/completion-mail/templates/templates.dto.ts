import { ApiProperty } from '@nestjs/swagger';
import { hasAtMost } from '../../platform/text/index.js';
import {
  ANY_TEXT,
  BooleanField,
  field,
  LanguageField,
  ObjectField,
  TextField,
  RefusesUnknownKeys,
} from '../../platform/validation/index.js';
import { listEnvelope } from '../../platform/lists/index.js';
import { LONGEST_TEMPLATE_CHARACTERS } from '../../platform/mail/index.js';
import { SAMPLE_DATA, VARIABLES } from './mail-data.js';

const NAMES = VARIABLES.map((name) => `\`{{${name}}}\``).join(', ');

const PARTS = {
  subject: {
    description: `With tags: ${NAMES}, \`{{#if record_url}}\`. \`record_url\` and \`lms_url\` may be empty.`,
    maxLength: 1000,
    example: 'Congratulations on completing {{program_title}}',
  },
  text: {
    description: 'The mail as plain text, with tags.',
    maxLength: LONGEST_TEMPLATE_CHARACTERS,
    example: 'Dear {{learner_name}},\n\nyour certificate: {{certificate_url}}\n\nThe {{platform_name}} Team',
  },
  html: {
    description:
      "The mail as HTML, with tags; data is escaped. Without `<html>` or `<!doctype>` it is put into the frame with the site's name, colours and logo.",
    maxLength: LONGEST_TEMPLATE_CHARACTERS,
    example: '<p>Dear {{learner_name}},</p><p><a href="{{certificate_url}}">Your certificate</a></p>',
  },
} as const;

/** A template as a whole. */
@RefusesUnknownKeys('key', 'updated_at')
export class TemplateBody {
  @TextField(PARTS.subject)
  subject!: string;

  @TextField(PARTS.text)
  text!: string;

  @TextField(PARTS.html)
  html!: string;

  @BooleanField({
    optional: true,
    description: 'False: the programs that it is for get no mail, also none by a less specific template.',
    example: true,
  })
  enabled = true;
}

/** Data that replaces the sample. */
@RefusesUnknownKeys()
export class PreviewData {
  @DataField(SAMPLE_DATA.learner_name)
  learner_name?: string;

  @DataField(SAMPLE_DATA.program_title)
  program_title?: string;

  @DataField(SAMPLE_DATA.program_type)
  program_type?: string;

  @DataField(SAMPLE_DATA.platform_name)
  platform_name?: string;

  @DataField(SAMPLE_DATA.certificate_url)
  certificate_url?: string;

  @DataField(SAMPLE_DATA.record_url, true)
  record_url?: string | null;

  @DataField(SAMPLE_DATA.lms_url, true)
  lms_url?: string | null;

  @LanguageField({
    optional: true,
    description: "Default: the template's, else that of the program's certificate, else `en`.",
    example: 'es-419',
  })
  language?: string;
}

/** Asks for a preview. Absent parts come from the stored template, absent data from a sample. */
@RefusesUnknownKeys('key', 'enabled', 'updated_at')
export class PreviewBody {
  @TextField({ ...PARTS.subject, optional: true })
  subject?: string;

  @TextField({ ...PARTS.text, optional: true })
  text?: string;

  @TextField({ ...PARTS.html, optional: true })
  html?: string;

  @ObjectField({ optional: true, description: 'Data to take instead of the sample.' }, () => PreviewData)
  data?: PreviewData;
}

export class PreviewAnswer {
  @ApiProperty({ description: 'As it would be sent.', example: 'Congratulations on completing Mathematics' })
  subject!: string;

  @ApiProperty({ description: 'The mail as plain text.', example: 'Dear Alice Example, …' })
  text!: string;

  @ApiProperty({
    description: 'The mail as HTML, in its frame if the template is no whole document.',
    example: '<!DOCTYPE html> … <p>Dear Alice Example,</p> …',
  })
  html!: string;

  @ApiProperty({ description: 'The language that the mail names as its own.', example: 'en' })
  language!: string;

  @ApiProperty({ description: 'The sender.', example: '"Example X" <partners@example.org>' })
  from!: string;
}

export class TemplateAnswer {
  @ApiProperty({
    description: '`default`, `type:<slug>` or `program:<uuid>`, for one language with `@<language>`.',
    example: 'default',
  })
  key!: string;

  @ApiProperty({ description: 'The subject, with tags.', example: PARTS.subject.example })
  subject!: string;

  @ApiProperty({ description: 'The mail as plain text, with tags.', example: PARTS.text.example })
  text!: string;

  @ApiProperty({ description: 'The mail as HTML, with tags.', example: PARTS.html.example })
  html!: string;

  @ApiProperty({ description: 'False: the programs that it is for get no mail.', example: true })
  enabled!: boolean;

  @ApiProperty({
    format: 'date-time',
    description: 'When it was changed last.',
    example: '2026-01-02T12:58:15.744188Z',
  })
  updated_at!: string;
}

export class TemplatePage extends listEnvelope(TemplateAnswer, 'In the order of their keys.') {}

function DataField(example: string | null, nullable = false): PropertyDecorator {
  return field(
    { optional: true, nullable, description: 'Default: that of the example.', example },
    { type: String, maxLength: 1000, pattern: ANY_TEXT },
    {
      problem: (value) =>
        typeof value === 'string' && hasAtMost(1000, value)
          ? undefined
          : 'Enter a text of at most 1000 characters.',
    },
  );
}
