import { OperatorError } from '../../platform/errors/index.js';

/** The catalog can't be copied; nothing was changed. */
export class CatalogSyncError extends OperatorError {}

/** There is one at a time in an installation. */
export class AnotherSyncError extends CatalogSyncError {
  constructor() {
    super('Another sync is running.');
  }
}
