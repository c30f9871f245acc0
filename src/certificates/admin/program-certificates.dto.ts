import { ApiProperty } from '@nestjs/swagger';
import {
  BooleanField,
  LanguageField,
  ObjectListField,
  TextField,
  UpdatedAt,
  RefusesUnknownKeys,
} from '../../platform/validation/index.js';
import { listEnvelope } from '../../platform/lists/index.js';
import { IMAGE_TYPES } from '../../platform/images/index.js';

const SIGNATORIES = [
  { name: 'Prof. Dr. Mara Lind', title: 'Dean of Data Science', organization_name_override: null },
  { name: 'Tomas Hale', title: 'Registrar', organization_name_override: 'Hill College' },
] as const;

@RefusesUnknownKeys('position', 'image')
export class SignatoryBody {
  @TextField({ description: 'Name below the signature.', maxLength: 255, example: SIGNATORIES[0].name })
  name!: string;

  @TextField({ description: 'Office of the person.', maxLength: 255, example: SIGNATORIES[0].title })
  title!: string;

  @TextField({
    optional: true,
    nullable: true,
    description:
      "Stands under the name instead of the program's organizations, which do so unless they are too many.",
    maxLength: 255,
    example: null,
  })
  organization_name_override?: string | null;
}

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

  @LanguageField({
    optional: true,
    description: 'Language of the certificate, such as `en` or `es-419`.',
    example: 'en',
  })
  language = 'en';

  @ObjectListField(
    {
      description:
        "All who sign, from left to right. A signature's image belongs to the name: it stays where the name stays or is spelt otherwise, and moves along with it.",
      // Our own limit: each signatory is a row to write.
      maxItems: 20,
      example: SIGNATORIES,
    },
    () => SignatoryBody,
  )
  signatories!: SignatoryBody[];
}

/** Facts about a signature's image, without the image itself. */
export class SignatoryImageInfo {
  @ApiProperty({ description: 'As it was found by its content.', enum: IMAGE_TYPES, example: 'image/png' })
  content_type!: string;

  @ApiProperty({ type: 'integer', description: 'Size in bytes.', example: 20480 })
  size!: number;
}

/** The answer to setting a signature's image. */
export class SignatoryImageAnswer extends SignatoryImageInfo {
  @UpdatedAt()
  updated_at!: string;
}

export class SignatoryAnswer extends SignatoryBody {
  @ApiProperty({ type: 'integer', description: 'From 0; the one in the address of the image.', example: 0 })
  position!: number;

  @ApiProperty({ type: SignatoryImageInfo, nullable: true, description: 'Null without an image.' })
  image!: SignatoryImageInfo | null;
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
