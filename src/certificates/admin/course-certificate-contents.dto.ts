import { ApiProperty } from '@nestjs/swagger';
import { listEnvelope } from '../../platform/lists/index.js';
import { RefusesUnknownKeys, TextField, UpdatedAt } from '../../platform/validation/index.js';
import {
  CertificateLanguageField,
  SignatoriesField,
  SignatoryAnswer,
  type SignatoryBody,
} from './signatories.dto.js';

const TITLE = "Name of the course on the certificate; empty: the catalog's title of the run or course.";

/** The content of a course certificate as a whole. */
@RefusesUnknownKeys('id', 'course_run_key', 'updated_at')
export class CourseCertificateContentBody {
  @TextField({ optional: true, blank: true, description: TITLE, maxLength: 255, example: '' })
  title = '';

  @CertificateLanguageField()
  language = 'en';

  @SignatoriesField()
  signatories!: SignatoryBody[];
}

export class CourseCertificateContentAnswer {
  @ApiProperty({ type: 'integer', description: 'The `credential_id` of credentials for it.', example: 5 })
  id!: number;

  @ApiProperty({
    description: "The course run's key, as the catalog spells it once it knows the run.",
    example: 'course-v1:RiversideX+STAT1+2026',
  })
  course_run_key!: string;

  @ApiProperty({ description: TITLE, example: '' })
  title!: string;

  @ApiProperty({ description: 'Language of the certificate.', example: 'en' })
  language!: string;

  @ApiProperty({ description: 'All who sign, from left to right.', type: [SignatoryAnswer] })
  signatories!: SignatoryAnswer[];

  @UpdatedAt()
  updated_at!: string;
}

export class CourseCertificateContentPage extends listEnvelope(CourseCertificateContentAnswer) {}
