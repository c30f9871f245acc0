export { CertStatusModule } from './cert-status.module.js';
export { certStatusEntities } from './entities/index.js';
