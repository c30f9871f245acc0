import { ApiProperty } from '@nestjs/swagger';
import { listEnvelope } from '../../platform/lists/index.js';
import { UpdatedAt } from '../../platform/validation/index.js';
import {
  COURSE,
  CourseBody,
  CourseRunBody,
  ORGANIZATION,
  OrganizationBody,
  PathwayBody,
  PROGRAM,
  ProgramBody,
  RUN,
} from './catalog.bodies.js';

export class OrganizationAnswer extends OrganizationBody {
  @ApiProperty({ description: 'In the address of the organization.', format: 'uuid', example: ORGANIZATION })
  uuid!: string;

  @UpdatedAt()
  updated_at!: string;
}

export class CourseAnswer extends CourseBody {
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
  @ApiProperty({ description: 'In the address of the program.', format: 'uuid', example: PROGRAM })
  uuid!: string;

  @UpdatedAt()
  updated_at!: string;
}

export class PathwayAnswer extends PathwayBody {
  @ApiProperty({ type: 'integer', description: 'The `pathway_id` of a request for credit.', example: 1 })
  id!: number;

  @ApiProperty({
    description: 'In the address of the pathway.',
    format: 'uuid',
    example: '0f000000-0000-4000-8000-000000000001',
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
