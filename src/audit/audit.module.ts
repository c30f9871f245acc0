import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/index.js';
import { IdentityModule } from '../identity/index.js';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';
import { HistoryController } from './history.controller.js';

/** Reads the audit log, which triggers and `platform/audit` write. */
@Module({
  imports: [IdentityModule, CredentialsModule],
  controllers: [AuditController, HistoryController],
  providers: [AuditService],
})
export class AuditModule {}
