import { Module } from '@nestjs/common';
import { CreditPathwaysModule } from '../credit-pathways/index.js';
import { IdentityModule } from '../identity/index.js';
import { RecordSharingModule } from '../record-sharing/index.js';
import { ProgramRecordsController } from './program-records.controller.js';
import { ProgramRecordsService } from './program-records.service.js';
import { RecordPagesController } from './record-pages.controller.js';
import { RecordPagesService } from './record-pages.service.js';
import { SharedRecordsController } from './shared-records.controller.js';
import { SharedRecordsService } from './shared-records.service.js';

/** Program records: what a learner has earned towards a program, for the learner and for whom it is shared with. */
@Module({
  imports: [IdentityModule, RecordSharingModule, CreditPathwaysModule],
  controllers: [ProgramRecordsController, SharedRecordsController, RecordPagesController],
  providers: [ProgramRecordsService, SharedRecordsService, RecordPagesService],
})
export class RecordsModule {}
