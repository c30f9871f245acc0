import { ApiProperty } from '@nestjs/swagger';
import { PictureInfo } from '../../platform/pictures/index.js';
import {
  LanguageField,
  ObjectListField,
  TextField,
  RefusesUnknownKeys,
} from '../../platform/validation/index.js';

const SIGNATORIES = [
  { name: 'Prof. Dr. Mara Lind', title: 'Dean of Data Science', organization_name_override: null },
  { name: 'Tomas Hale', title: 'Registrar', organization_name_override: 'Hill College' },
] as const;

class SignatoryFields {
  @TextField({ description: 'Name below the signature.', maxLength: 255, example: SIGNATORIES[0].name })
  name!: string;

  @TextField({ description: 'Office of the person.', maxLength: 255, example: SIGNATORIES[0].title })
  title!: string;

  @TextField({
    optional: true,
    nullable: true,
    description:
      "Stands under the name instead of the certificate's organizations, which do so unless they are too many.",
    maxLength: 255,
    example: null,
  })
  organization_name_override?: string | null;
}

@RefusesUnknownKeys('position', 'image')
export class SignatoryBody extends SignatoryFields {
  @TextField({
    optional: true,
    nullable: true,
    description:
      'The name under which this person signs until now, to correct a name: the image stays. Without it another name is another person, whose image is to be set. Nobody may go on signing under it. It is not stored.',
    maxLength: 255,
    example: null,
  })
  former_name?: string | null;
}

export class SignatoryAnswer extends SignatoryFields {
  @ApiProperty({ type: 'integer', description: 'From 0; the one in the address of the image.', example: 0 })
  position!: number;

  @ApiProperty({ type: PictureInfo, nullable: true, description: 'Null without an image.' })
  image!: PictureInfo | null;
}

/** The language of a certificate in a body. */
export function CertificateLanguageField(): PropertyDecorator {
  return LanguageField({
    optional: true,
    description: 'Language of the certificate, such as `en` or `es-419`.',
    example: 'en',
  });
}

export function SignatoriesField(): PropertyDecorator {
  return ObjectListField(
    {
      description:
        "All who sign, from left to right. A signature's image belongs to the name: it stays where the name stays or is spelt otherwise, and moves along with it. `former_name` corrects a name.",
      // Our own limit: each signatory is a row to write.
      maxItems: 20,
      example: SIGNATORIES,
    },
    () => SignatoryBody,
  );
}
