import { OperatorError } from '../../platform/errors/index.js';

/** The catalog could not be copied; nothing was changed. */
export class CatalogSyncError extends OperatorError {}

/** Another sync is running: an installation has one at a time. */
export class AnotherSyncError extends CatalogSyncError {
  constructor() {
    super('Another sync is running.');
  }
}
