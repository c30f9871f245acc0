import { AuditRow } from './audit-row.entity.js';

export const auditEntities = [AuditRow];
