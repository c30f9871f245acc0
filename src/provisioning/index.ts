export { ProvisioningError } from './provisioning-error.js';
export { ProvisioningModule } from './provisioning.module.js';
export { ProvisioningService } from './provisioning.service.js';
export type { ProvisioningSummary } from './summary.js';
