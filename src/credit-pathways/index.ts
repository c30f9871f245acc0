export { CreditPathwaysModule } from './credit-pathways.module.js';
export { CreditPathwaysService } from './credit-pathways.service.js';
export { creditRequest, notificationOfSubject, subjectOfNotification } from './credit-request.sql.js';
export { creditPathwayEntities } from './entities/index.js';
export { NotificationsService } from './notifications.service.js';
export { ListNotificationsQuery } from './dto/list-notifications.query.js';
export { joinCreditRequests } from './merge.js';
