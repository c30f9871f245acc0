import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, TextField, UpdatedAt, RefusesUnknownKeys } from '../../platform/validation/index.js';
import { listEnvelope } from '../../platform/lists/index.js';
import {
  CertificateLanguageField,
  SignatoriesField,
  SignatoryAnswer,
  type SignatoryBody,
} from './signatories.dto.js';

/** The certificate of a program as a whole. */
@RefusesUnknownKeys('id', 'program_uuid', 'program_title', 'updated_at')
export class ProgramCertificateBody {
  @BooleanField({ description: 'Whether credentials can be issued for it.', example: true })
  is_active!: boolean;

  @TextField({
    optional: true,
    blank: true,
    description: "What the certificate calls the program; empty: the program's own title.",
    maxLength: 255,
    example: '',
  })
  title = '';

  @BooleanField({
    optional: true,
    description: 'Name organizations in full instead of by key.',
    example: false,
  })
  use_org_name = false;

  @BooleanField({
    optional: true,
    description: 'Say how many hours of effort the program takes, where the catalog knows it.',
    example: true,
  })
  include_hours_of_effort = false;

  @CertificateLanguageField()
  language = 'en';

  @SignatoriesField()
  signatories!: SignatoryBody[];
}

export class ProgramCertificateAnswer {
  @ApiProperty({ type: 'integer', description: 'The `credential_id` of credentials for it.', example: 3 })
  id!: number;

  @ApiProperty({
    description: 'The program.',
    format: 'uuid',
    example: 'de0e0000-0000-4000-8000-000000000001',
  })
  program_uuid!: string;

  @ApiProperty({ description: "The program's own title.", example: 'Data Literacy' })
  program_title!: string;

  @ApiProperty({ description: 'Whether credentials can be issued for it.', example: true })
  is_active!: boolean;

  @ApiProperty({
    description: "What the certificate calls the program; empty: the program's own title.",
    example: '',
  })
  title!: string;

  @ApiProperty({ description: 'Whether organizations are named in full instead of by key.', example: false })
  use_org_name!: boolean;

  @ApiProperty({ description: 'Whether it says how many hours of effort the program takes.', example: true })
  include_hours_of_effort!: boolean;

  @ApiProperty({ description: 'Language of the certificate.', example: 'en' })
  language!: string;

  @ApiProperty({ description: 'All who sign, from left to right.', type: [SignatoryAnswer] })
  signatories!: SignatoryAnswer[];

  @UpdatedAt()
  updated_at!: string;
}

export class ProgramCertificatePage extends listEnvelope(ProgramCertificateAnswer) {}
