import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { RecordAccess } from './record-access.js';
import { SharedRecordsController } from './shared-records.controller.js';
import { RecordSharing } from './record-sharing.service.js';

/** The public link of a learner's record, made by sharing and by sending it, and who may do so. */
@Module({
  imports: [IdentityModule],
  controllers: [SharedRecordsController],
  providers: [RecordSharing, RecordAccess],
  exports: [RecordSharing, RecordAccess],
})
export class RecordSharingModule {}
