import { ApiProperty } from '@nestjs/swagger';

export type HealthStatus = 'OK' | 'UNAVAILABLE';

class DetailedStatus {
  @ApiProperty({ enum: ['OK', 'UNAVAILABLE'], example: 'OK' })
  database_status!: HealthStatus;
}

/** The service's health. */
export class HealthAnswer {
  @ApiProperty({ enum: ['OK', 'UNAVAILABLE'], example: 'OK' })
  overall_status!: HealthStatus;

  @ApiProperty({ type: DetailedStatus })
  detailed_status!: DetailedStatus;
}

/** A probe's answer. */
export class ProbeAnswer {
  @ApiProperty({ example: 'OK' })
  status!: string;
}
