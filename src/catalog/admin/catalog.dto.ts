import { ApiProperty } from '@nestjs/swagger';
import { listEnvelope } from '../../platform/lists/index.js';
import {
  ANY_TEXT,
  UpdatedAt,
  ChoiceField,
  DateTimeField,
  IntegerField,
  SlugField,
  TextField,
  UuidField,
  MailAddressField,
  UuidListField,
  WebAddressField,
  RefusesUnknownKeys,
} from '../../platform/validation/index.js';
import { hasAtMost } from '../../platform/text/index.js';
import { DESCRIPTION_CHARACTERS } from '../description/free-text.js';
import { slugify } from '../slugify.js';
import { PATHWAY_STATUSES, PATHWAY_TYPES } from '../entities/pathway.entity.js';
import { PROGRAM_STATUSES } from '../entities/program.entity.js';

const OPTIONAL = { optional: true, nullable: true } as const;
const ORGANIZATION = 'de0a0000-0000-4000-8000-000000000001';
const COURSE = 'de0c0000-0000-4000-8000-000000000001';
const RUN = 'de0d0000-0000-4000-8000-000000000001';
const PROGRAM = 'de0e0000-0000-4000-8000-000000000001';
const ORGANIZATIONS = [ORGANIZATION, 'de0a0000-0000-4000-8000-000000000002'];
const RUNS = [RUN, 'de0d0000-0000-4000-8000-000000000002'];

function DescriptionField(description: string, example: string): PropertyDecorator {
  return TextField({ ...OPTIONAL, description, maxLength: DESCRIPTION_CHARACTERS, example });
}

/** An organization as a whole. */
@RefusesUnknownKeys('uuid', 'updated_at')
export class OrganizationBody {
  @TextField({ description: 'Short name.', maxLength: 255, example: 'RiversideX', singleLine: true })
  key!: string;

  @TextField({ description: 'Name in full.', maxLength: 255, example: 'Riverside University' })
  name!: string;

  @WebAddressField({
    ...OPTIONAL,
    description: 'Logo on certificates.',
    example: null,
  })
  certificate_logo_image_url?: string | null;

  @WebAddressField({ ...OPTIONAL, description: 'Its web site.', example: 'https://riverside.example/' })
  homepage_url?: string | null;
}

/** A course as a whole, without its runs. */
@RefusesUnknownKeys('uuid', 'course_runs', 'updated_at')
export class CourseBody {
  @TextField({
    description: 'Key of the course.',
    maxLength: 255,
    example: 'RiversideX+STAT1',
    singleLine: true,
  })
  key!: string;

  @TextField({ description: 'Title of the course.', maxLength: 255, example: 'Statistics for Everyone' })
  title!: string;

  @DescriptionField('Short description of the course, for learners.', 'How to read the figures in the news.')
  description?: string | null;

  @WebAddressField({ ...OPTIONAL, description: 'The page about it.', example: null })
  marketing_url?: string | null;

  @UuidListField({
    description: 'Organizations; the first is named as the partner.',
    example: [ORGANIZATION],
  })
  owners!: string[];
}

/** A course run as a whole, with a reference to its course. */
@RefusesUnknownKeys('uuid', 'updated_at')
export class CourseRunBody {
  @UuidField({ description: 'The course.', example: COURSE })
  course!: string;

  @TextField({
    description: 'As the LMS knows it.',
    maxLength: 255,
    example: 'course-v1:RiversideX+STAT1+2026',
    singleLine: true,
  })
  key!: string;

  @TextField({ ...OPTIONAL, description: "Null: the course's title.", maxLength: 255, example: null })
  title?: string | null;

  @DateTimeField({ ...OPTIONAL, description: 'When it starts.', example: '2026-01-12T00:00:00Z' })
  start?: string | null;

  @DateTimeField({ ...OPTIONAL, description: 'When it ends.', example: '2026-04-30T00:00:00Z' })
  end?: string | null;
}

/** Whether a slug is the one that `type` makes, which may have letters of any alphabet. */
function isMadeFromType(slug: unknown, body: object): boolean {
  const { type } = body as { readonly type?: unknown };
  return typeof type === 'string' && hasAtMost(255, type) && slug === slugify(type);
}

/** A program as a whole, with references to its organizations and course runs. */
@RefusesUnknownKeys('uuid', 'updated_at')
export class ProgramBody {
  @TextField({ description: 'Title of the program.', maxLength: 255, example: 'Data Literacy' })
  title!: string;

  @TextField({
    blank: true,
    description: 'Kind of program in words; empty where it has none.',
    maxLength: 255,
    example: 'MicroMasters',
  })
  type!: string;

  @SlugField({
    ...OPTIONAL,
    blank: true,
    description: 'Kind of program for machines; null or empty: made from `type`.',
    maxLength: 255,
    // Only a slug that `type` makes may have letters of another alphabet: an answer that is sent back has it.
    convert: (slug, body) => (isMadeFromType(slug, body) ? null : slug),
    example: 'micromasters',
  })
  type_slug?: string | null;

  @ChoiceField({ choices: PROGRAM_STATUSES, description: 'State of the program.', example: 'active' })
  status!: string;

  @IntegerField({ ...OPTIONAL, min: 0, max: 1_000_000, description: 'Hours a learner needs.', example: 120 })
  total_hours_of_effort?: number | null;

  @DescriptionField(
    'Short description of the program; certificates show it.',
    'Read, question and present data.',
  )
  description?: string | null;

  @WebAddressField({
    ...OPTIONAL,
    description: 'The page about it; certificates link to it.',
    example: 'https://riverside.example/data-literacy',
  })
  marketing_url?: string | null;

  @UuidListField({ description: 'Organizations that stand behind it, in order.', example: ORGANIZATIONS })
  authoring_organizations!: string[];

  @UuidListField({ description: 'Course runs that count towards it, in order.', example: RUNS })
  course_runs!: string[];
}

/** A pathway as a whole, with references to the programs that it recognises. */
@RefusesUnknownKeys('id', 'uuid', 'updated_at')
export class PathwayBody {
  @TextField({
    description: 'Name of the pathway.',
    maxLength: 255,
    example: "Hill College Master's in Data",
  })
  name!: string;

  @TextField({ description: 'Institution.', maxLength: 255, example: 'Hill College' })
  org_name!: string;

  @MailAddressField({
    ...OPTIONAL,
    blank: true,
    description: "Where learners' records go. Null or empty: the pathway is not active, and gets none.",
    example: 'admissions@hill.example',
  })
  email?: string | null;

  @ChoiceField({ choices: PATHWAY_TYPES, description: 'What it gives.', example: 'credit' })
  pathway_type!: string;

  @ChoiceField({
    choices: PATHWAY_STATUSES,
    description: 'Only a published one gets records.',
    example: 'published',
  })
  status!: string;

  @UuidListField({
    description: 'Programs that it recognises; an unpublished pathway has none, whatever is listed.',
    example: [PROGRAM],
  })
  programs!: string[];
}

export class OrganizationAnswer extends OrganizationBody {
  // One from a catalog may have characters that the pattern of the body leaves out.
  @ApiProperty({ description: 'Logo on certificates.', type: String, pattern: ANY_TEXT })
  declare certificate_logo_image_url: string | null;

  @ApiProperty({ description: 'Its web site.', type: String, pattern: ANY_TEXT })
  declare homepage_url: string | null;

  @ApiProperty({ description: 'In the address of the organization.', format: 'uuid', example: ORGANIZATION })
  uuid!: string;

  @UpdatedAt()
  updated_at!: string;
}

export class CourseAnswer extends CourseBody {
  @ApiProperty({ description: 'Short description of the course.', type: String, pattern: ANY_TEXT })
  declare description: string | null;

  @ApiProperty({ description: 'The page about it.', type: String, pattern: ANY_TEXT })
  declare marketing_url: string | null;

  @ApiProperty({ description: 'In the address of the course.', format: 'uuid', example: COURSE })
  uuid!: string;

  @ApiProperty({ description: 'Its runs.', type: [String], example: [RUN] })
  course_runs!: string[];

  @UpdatedAt()
  updated_at!: string;
}

export class CourseRunAnswer extends CourseRunBody {
  @ApiProperty({ description: 'In the address of the course run.', format: 'uuid', example: RUN })
  uuid!: string;

  @UpdatedAt()
  updated_at!: string;
}

export class ProgramAnswer extends ProgramBody {
  @ApiProperty({ description: 'Short description of the program.', type: String, pattern: ANY_TEXT })
  declare description: string | null;

  @ApiProperty({ description: 'The page about it.', type: String, pattern: ANY_TEXT })
  declare marketing_url: string | null;

  @ApiProperty({ description: 'In the address of the program.', format: 'uuid', example: PROGRAM })
  uuid!: string;

  // One that was made from `type` has its letters, in any alphabet.
  @ApiProperty({ description: 'Kind of program for machines.', nullable: false, pattern: ANY_TEXT })
  declare type_slug: string;

  @UpdatedAt()
  updated_at!: string;
}

export class PathwayAnswer extends PathwayBody {
  // One from a catalog may have letters of any alphabet.
  @ApiProperty({
    nullable: false,
    pattern: ANY_TEXT,
    description: "Where learners' records go. Empty: the pathway is not active, and gets none.",
  })
  declare email: string;

  @ApiProperty({ type: 'integer', description: 'The `pathway_id` of a request for credit.', example: 1 })
  id!: number;

  @ApiProperty({
    description: 'In the address of the pathway.',
    format: 'uuid',
    example: 'de0f0000-0000-4000-8000-000000000001',
  })
  uuid!: string;

  @UpdatedAt()
  updated_at!: string;
}

export class OrganizationPage extends listEnvelope(OrganizationAnswer) {}

export class CoursePage extends listEnvelope(CourseAnswer) {}

export class CourseRunPage extends listEnvelope(CourseRunAnswer) {}

export class ProgramPage extends listEnvelope(ProgramAnswer) {}

export class PathwayPage extends listEnvelope(PathwayAnswer) {}
