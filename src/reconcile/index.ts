export { LMS_COLUMNS, type LmsLine, readLmsLine } from './lms-line.js';
export { ReconcileModule } from './reconcile.module.js';
export { type Difference, ReconcileService } from './reconcile.service.js';
