import { ApiProperty } from '@nestjs/swagger';

export class GradeAnswer {
  @ApiProperty({ description: 'In the address of the grade.', type: 'integer', example: 1 })
  id!: number;

  @ApiProperty({ description: 'Learner.', example: 'demo_ada' })
  username!: string;

  @ApiProperty({ description: "The course run's key.", example: 'course-v1:RiversideX+STAT1+2026' })
  course_run!: string;

  @ApiProperty({ description: 'Empty when there is none.', example: 'A' })
  letter_grade!: string;

  @ApiProperty({ description: 'From 0 to 9.9999, as text with four decimals.', example: '0.9250' })
  percent_grade!: string;

  @ApiProperty({ description: 'Whether the learner’s identity was verified.', example: true })
  verified!: boolean;

  @ApiProperty({
    description: 'When the LMS last changed the grade.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-05-06T07:08:09.123456Z',
  })
  lms_last_updated_at!: string | null;

  @ApiProperty({
    description: 'When it was first reported.',
    format: 'date-time',
    example: '2026-05-06T07:08:10.744188Z',
  })
  created!: string;

  @ApiProperty({
    description: 'When it was changed last.',
    format: 'date-time',
    example: '2026-05-06T07:08:10.744188Z',
  })
  modified!: string;
}
