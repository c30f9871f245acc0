export { type Act, AuditLog, factsOf } from './audit-log.js';
export { MOST_REASON_CHARACTERS, ReasonField } from './reason-field.js';
export { AuditLogModule } from './audit-log.module.js';
export { auditEntities } from './entities/index.js';
export { AuditRow, type Changes } from './entities/audit-row.entity.js';
