import { COURSE_KEY_PATTERN, isCourseKey } from '../../catalog/index.js';
import {
  BooleanField,
  ChoiceField,
  DateTimeField,
  field,
  type FieldOptions,
} from '../../platform/validation/index.js';

/**
 * The types that can be configured: the modes that count as certifying in the LMS, and honor. Issuing can create others:
 * there, the type is the mode that the LMS names.
 */
export const CERTIFICATE_TYPES = [
  'honor',
  'verified',
  'professional',
  'no-id-professional',
  'masters',
  'credit',
  'executive-education',
  'paid-executive-education',
  'unpaid-executive-education',
  'paid-bootcamp',
  'unpaid-bootcamp',
] as const;
export type CertificateType = (typeof CERTIFICATE_TYPES)[number];

const FIELDS = {
  course_id: {
    description:
      "The course run's key, in any letter case. The catalog need not know it yet; a later import links the two.",
    example: 'course-v1:RiversideX+STAT1+2026',
  },
  certificate_type: {
    choices: CERTIFICATE_TYPES,
    description: 'The mode it is for. A run has one certificate, so another mode replaces it.',
    example: 'verified',
  },
  certificate_available_date: {
    optional: true,
    nullable: true,
    description: 'ISO 8601 time from which on its credentials are visible; null: from their award on.',
    example: '2026-07-01T00:00:00Z',
  },
  is_active: { loose: true, description: 'Whether credentials can be issued for it.', example: true },
} as const;

/** The whole configuration of a course certificate. */
export class CourseCertificateBody {
  @CourseKeyField(FIELDS.course_id)
  course_id!: string;

  @ChoiceField(FIELDS.certificate_type)
  certificate_type!: CertificateType;

  @DateTimeField(FIELDS.certificate_available_date)
  certificate_available_date?: string | null;

  @BooleanField(FIELDS.is_active)
  is_active!: boolean;
}

/** The whole configuration again; `is_active` may be absent. */
export class ReplaceCourseCertificateBody {
  @CourseKeyField({
    description:
      'The same key as in the address, in any letter case; a certificate cannot move to another run.',
    example: FIELDS.course_id.example,
  })
  course_id!: string;

  @ChoiceField(FIELDS.certificate_type)
  certificate_type!: CertificateType;

  @DateTimeField({
    ...FIELDS.certificate_available_date,
    description: `${FIELDS.certificate_available_date.description} Absent: as it was.`,
  })
  certificate_available_date?: string | null;

  @BooleanField({
    ...FIELDS.is_active,
    optional: true,
    description: `${FIELDS.is_active.description} Absent: as it was.`,
  })
  is_active?: boolean;
}

/** A part of the configuration; absent fields stay. */
export class ChangeCourseCertificateBody {
  @CourseKeyField({
    optional: true,
    description:
      'The same key as in the address, in any letter case; a certificate cannot move to another run.',
    example: FIELDS.course_id.example,
  })
  course_id?: string;

  @ChoiceField({ ...FIELDS.certificate_type, optional: true })
  certificate_type?: CertificateType;

  @DateTimeField(FIELDS.certificate_available_date)
  certificate_available_date?: string | null;

  @BooleanField({ ...FIELDS.is_active, optional: true })
  is_active?: boolean;
}

function CourseKeyField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, maxLength: 255, pattern: COURSE_KEY_PATTERN },
    {
      problem: (value) => (isCourseKey(value) ? undefined : 'Invalid course key.'),
    },
  );
}
