import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogModule } from '../catalog/index.js';
import { IdentityModule } from '../identity/index.js';
import { recordSharingEntities } from './entities/index.js';
import { RecordAccess } from './record-access.js';
import { SharedRecordsController } from './shared-records.controller.js';
import { RecordSharingService } from './record-sharing.service.js';

/** The public link of a learner's record, which sharing and sending create, and the right to do so. */
@Module({
  imports: [IdentityModule, CatalogModule, TypeOrmModule.forFeature(recordSharingEntities)],
  controllers: [SharedRecordsController],
  providers: [RecordSharingService, RecordAccess],
  exports: [RecordSharingService, RecordAccess],
})
export class RecordSharingModule {}
