import { ApiProperty } from '@nestjs/swagger';
import {
  BooleanField,
  TextField,
  MailAddressField,
  UpdatedAt,
  WebAddressField,
  RefusesUnknownKeys,
} from '../../platform/validation/index.js';

const OPTIONAL = { optional: true, nullable: true } as const;

/** The installation's name and addresses, complete: an absent one becomes null. */
@RefusesUnknownKeys('id', 'updated_at')
export class SiteBody {
  @TextField({
    description: 'What the platform calls itself to learners.',
    maxLength: 255,
    example: 'Example X',
  })
  platform_name!: string;

  @WebAddressField({ ...OPTIONAL, description: 'Where the LMS is.', example: 'https://lms.example.org/' })
  lms_url_root?: string | null;

  @MailAddressField({
    ...OPTIONAL,
    description:
      'Where mails to partner institutions and learners come from: one bare address. Null: `MAIL_FROM`.',
    example: 'partners@example.org',
  })
  partner_from_address?: string | null;

  @BooleanField({ description: 'Whether learners have program records here.', example: true })
  records_enabled!: boolean;

  @WebAddressField({
    ...OPTIONAL,
    description: 'Help about program records.',
    example: 'https://help.example.org/records',
  })
  records_help_url?: string | null;

  @WebAddressField({
    ...OPTIONAL,
    description: 'The learner record web front end, where no environment variable names it.',
    example: 'https://records.example.org/',
  })
  learner_record_mfe_url?: string | null;
}

export class SiteAnswer {
  @ApiProperty({ description: 'The `site` of course certificates.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ description: 'What the platform calls itself to learners.', example: 'Example X' })
  platform_name!: string;

  @ApiProperty({
    description: 'Where the LMS is.',
    type: String,
    nullable: true,
    example: 'https://lms.example.org/',
  })
  lms_url_root!: string | null;

  @ApiProperty({
    description: 'Where mails come from; null: `MAIL_FROM`.',
    type: String,
    nullable: true,
    example: 'partners@example.org',
  })
  partner_from_address!: string | null;

  @ApiProperty({ description: 'Whether learners have program records here.', example: true })
  records_enabled!: boolean;

  @ApiProperty({
    description: 'Help about program records.',
    type: String,
    nullable: true,
    example: 'https://help.example.org/records',
  })
  records_help_url!: string | null;

  @ApiProperty({
    description: 'The learner record web front end, where no environment variable names it.',
    type: String,
    nullable: true,
    example: 'https://records.example.org/',
  })
  learner_record_mfe_url!: string | null;

  @UpdatedAt()
  updated_at!: string;
}
