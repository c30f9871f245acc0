import type { Tally } from '../catalog/index.js';

/** What provisioning did, or with a dry run would have done. */
export interface ProvisioningSummary {
  readonly dryRun: boolean;
  readonly sections: Readonly<Record<string, Tally>>;
  /** What works but is probably not what was meant. */
  readonly warnings: readonly string[];
}
