export { DeliveriesModule } from './deliveries.module.js';
export { DeliveriesService } from './deliveries.service.js';
export type { DeliveryAnswer } from './dto/delivery.answer.js';
export { MOST_RETRIED } from './deliveries.service.js';
