export { CreditPathwaysModule } from './credit-pathways.module.js';
export { CreditPathwaysService } from './credit-pathways.service.js';
export { creditPathwayEntities } from './entities/index.js';
