import { ApiProperty } from '@nestjs/swagger';
import { CERTIFICATE_TYPES } from './course-certificate.body.js';

export class CourseCertificateAnswer {
  @ApiProperty({ type: 'integer', description: 'The `credential_id` of credentials for it.', example: 5 })
  id!: number;

  @ApiProperty({ type: 'integer', description: 'The installation.', example: 1 })
  site!: number;

  @ApiProperty({
    description: "The course run's key, as the catalog spells it once it knows the run.",
    type: String,
    example: 'course-v1:RiversideX+STAT1+2026',
  })
  course_id!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The same key once the catalog knows the run, null before.',
    example: 'course-v1:RiversideX+STAT1+2026',
  })
  course_run!: string | null;

  @ApiProperty({
    type: String,
    description: `${CERTIFICATE_TYPES.join(', ')}, or the mode that it was first issued in.`,
    example: 'verified',
  })
  certificate_type!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'From when on its credentials are visible; null: from their award on.',
    example: '2026-07-01T00:00:00.000000Z',
  })
  certificate_available_date!: string | null;

  @ApiProperty({ description: 'Whether credentials can be issued for it.', type: Boolean, example: true })
  is_active!: boolean;
}
