import type { Tally } from '../catalog/index.js';

/** The result of provisioning, or the result that a dry run would have had. */
export interface ProvisioningSummary {
  readonly dryRun: boolean;
  readonly sections: Readonly<Record<string, Tally>>;
  /** Settings that work but are probably not intended. */
  readonly warnings: readonly string[];
}
