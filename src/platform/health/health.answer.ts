import { ApiProperty } from '@nestjs/swagger';

export type HealthStatus = 'OK' | 'UNAVAILABLE';

class DetailedStatus {
  @ApiProperty({ description: 'Of the database.', enum: ['OK', 'UNAVAILABLE'], example: 'OK' })
  database_status!: HealthStatus;
}

export class HealthAnswer {
  @ApiProperty({
    description: '`OK` when all parts are.',
    enum: ['OK', 'UNAVAILABLE'],
    example: 'OK',
  })
  overall_status!: HealthStatus;

  @ApiProperty({ description: 'Part by part.', type: DetailedStatus })
  detailed_status!: DetailedStatus;
}

export class ProbeAnswer {
  @ApiProperty({ description: '`OK`, or `UNAVAILABLE` with a 503.', example: 'OK' })
  status!: string;
}
