import { OperatorError } from '../platform/config/index.js';

/** The catalog can't be copied; nothing was changed. */
export class CatalogSyncError extends OperatorError {}
