import { PathwayNotification } from './pathway-notification.entity.js';
import { UserCreditPathway } from './user-credit-pathway.entity.js';

export const creditPathwayEntities = [PathwayNotification, UserCreditPathway];
