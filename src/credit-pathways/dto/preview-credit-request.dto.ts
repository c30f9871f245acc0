import { ApiProperty } from '@nestjs/swagger';
import { LANGUAGES } from '../../platform/languages/index.js';
import {
  BooleanField,
  ChoiceField,
  LanguageField,
  ObjectField,
  RefusesUnknownKeys,
  TextField,
  UuidField,
} from '../../platform/validation/index.js';
import type { NotificationKind } from '../entities/pathway-notification.entity.js';

/** Names for a preview where the body has none. */
export const SAMPLE_NAMES = {
  learner_name: 'Alice Example',
  program_title: 'Mathematics',
  pathway_name: 'Example University, Bachelor of Science',
};

/** Names that replace the sample. */
@RefusesUnknownKeys()
export class CreditRequestNames {
  @NameField('learner_name')
  learner_name?: string;

  @NameField('program_title')
  program_title?: string;

  @NameField('pathway_name')
  pathway_name?: string;
}

/** Asks what a mail to an institution would look like. */
@RefusesUnknownKeys()
export class PreviewCreditRequestBody {
  @ChoiceField({
    optional: true,
    choices: ['first', 'updated'] satisfies NotificationKind[],
    description: '`first`: the learner sends the record. `updated`: it has changed since.',
    example: 'first',
  })
  kind: NotificationKind = 'first';

  @BooleanField({
    optional: true,
    description: 'Whether the learner has completed the program.',
    example: true,
  })
  completed = false;

  @BooleanField({
    optional: true,
    description: 'Whether a mail address of the learner is known, to which a reply goes.',
    example: true,
  })
  may_reply = true;

  @UuidField({
    optional: true,
    description: 'A program: its title, and the language of its certificate.',
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  program_uuid?: string;

  @LanguageField({
    optional: true,
    description:
      'Language of the certificate, such as `es-419`. Default: that of the program’s, else `en`. The mail is in its nearest relative, else in English.',
    example: 'es-419',
  })
  language?: string;

  @ObjectField(
    { optional: true, description: 'Names to take instead of the sample.' },
    () => CreditRequestNames,
  )
  data?: CreditRequestNames;
}

export class CreditRequestPreviewAnswer {
  @ApiProperty({
    description: 'As it would be sent.',
    example: 'Mathematics: solicitud de reconocimiento de créditos de Alice Example',
  })
  subject!: string;

  @ApiProperty({
    description: 'The mail as plain text.',
    example: 'A: Example University, Bachelor of Science\n\nAlice Example desea postularse a …',
  })
  text!: string;

  @ApiProperty({ description: 'The mail as HTML, a whole document.', example: '<!DOCTYPE html> …' })
  html!: string;

  @ApiProperty({ description: 'The language in which it is written.', enum: LANGUAGES, example: 'es-419' })
  language!: string;

  @ApiProperty({ description: 'The sender.', example: '"Example X" <partners@example.org>' })
  from!: string;
}

function NameField(name: keyof typeof SAMPLE_NAMES): PropertyDecorator {
  return TextField({
    optional: true,
    maxLength: 255,
    description: 'Default: that of the example.',
    example: SAMPLE_NAMES[name],
  });
}
