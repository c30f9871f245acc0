export { type Act, AuditLog } from './audit-log.js';
export { AuditModule } from './audit.module.js';
export { auditEntities } from './entities/index.js';
export { AuditRow, type Changes } from './entities/audit-row.entity.js';
