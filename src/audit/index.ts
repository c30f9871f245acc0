export { AuditModule } from './audit.module.js';
export { AuditService } from './audit.service.js';
export type { AuditEntryAnswer } from './dto/audit.answer.js';
export { ListAuditQuery } from './dto/list-audit.query.js';
