import { PathwayNotification } from './entities/pathway-notification.entity.js';
import { UserCreditPathway } from './entities/user-credit-pathway.entity.js';

export { CreditPathwaysModule } from './credit-pathways.module.js';
export { CreditPathwaysService } from './credit-pathways.service.js';

export const creditPathwayEntities = [UserCreditPathway, PathwayNotification];
