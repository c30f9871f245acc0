import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { GradesController } from './grades.controller.js';
import { GradesService } from './grades.service.js';

/** How well learners did, as the LMS reports it. */
@Module({
  imports: [IdentityModule],
  controllers: [GradesController],
  providers: [GradesService],
})
export class GradesModule {}
