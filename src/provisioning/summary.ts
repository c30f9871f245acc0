import type { Tally } from '../catalog/index.js';

/** Result of provisioning; of a dry run, the result it would have had. */
export interface ProvisioningSummary {
  readonly dryRun: boolean;
  readonly sections: Readonly<Record<string, Tally>>;
  /** Settings that work but are probably not intended. */
  readonly warnings: readonly string[];
}
