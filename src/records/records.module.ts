import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { RecordSharingModule } from '../record-sharing/index.js';
import { ProgramRecordsController } from './program-records.controller.js';
import { ProgramRecordsService } from './program-records.service.js';
import { ProgressController } from './progress/progress.controller.js';
import { ProgressService } from './progress/progress.service.js';
import { RecordPagesController } from './record-pages.controller.js';
import { RecordPagesService } from './record-pages.service.js';

/** Program records: what a learner has earned towards a program, for the learner and for anyone with the link. */
@Module({
  imports: [IdentityModule, RecordSharingModule],
  controllers: [ProgramRecordsController, ProgressController, RecordPagesController],
  providers: [ProgramRecordsService, ProgressService, RecordPagesService],
})
export class RecordsModule {}
