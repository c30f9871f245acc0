import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogModule } from '../catalog/index.js';
import { IdentityModule } from '../identity/index.js';
import { ProgramCertRecord } from './entities/program-cert-record.entity.js';
import { RecordAccess } from './record-access.js';
import { SharedRecordsController } from './shared-records.controller.js';
import { RecordSharing } from './record-sharing.service.js';

/** The public link of a learner's record, which sharing and sending create, and the right to do so. */
@Module({
  imports: [IdentityModule, CatalogModule, TypeOrmModule.forFeature([ProgramCertRecord])],
  controllers: [SharedRecordsController],
  providers: [RecordSharing, RecordAccess],
  exports: [RecordSharing, RecordAccess],
})
export class RecordSharingModule {}
