import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditLog } from './audit-log.js';
import { auditEntities } from './entities/index.js';

/** Makes the audit log injectable everywhere. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature(auditEntities)],
  providers: [AuditLog],
  exports: [AuditLog],
})
export class AuditModule {}
